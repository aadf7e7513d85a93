"""The MERS world: the Korean outbreak of 2015, its line list and its chain imported as any such file would be.

The outbreak lies in no area of ours, so it is put in a training area of its own (code 90), where it changes no figure of
a real place. Dates are kept as civil dates of China: a Korean day is shown as the same day.
"""

from __future__ import annotations

import csv
import io
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sizao.flow.step0_intake import apply_batch
from sizao.ground.command import actions as command
from sizao.ground.command import queries as incidents
from sizao.ground.intake import actions as intake
from sizao.ground.intake.types import Kind, Order, Receipt
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewArea
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.worlds import sources
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ChainEdge, EdgeKind

NAME = "mers-korea-2015"
NUMBER = "MERS-KR-2015"
TRAINING_AREA = areas.parse("90")
"""No province of GB/T 2260 has this code."""
TRAINING_WORDS = Words("演练区(境外疫情)", "Training area (outbreaks abroad)")


@dataclass(frozen=True)
class Figures:
    """What the loaded world shows, every figure counted from rows."""

    cases: int
    links: int
    generations: dict[int, int]
    """Cases by the longest way back to a case without a known source, in steps; 0 for those cases."""
    offspring: dict[str, int]
    """Links out of each case that has any, by its name in the line list, largest first."""
    serial_mean: float
    serial_sd: float
    serial_median: float
    incubation_median: float
    """From the middle of the stated exposure to onset, in days, of the cases with a known source."""


def load(by: Actor, at: datetime) -> dict[Kind, Receipt]:
    """Load the world unless it is there; returns the receipt of each file.

    Raises:
        WorldNotToBeHad: the data is neither here nor to be fetched.
    """
    files = sources.get(NAME)
    with scope.acting(by):
        if any(each.number == NUMBER for each in incidents.incidents()):
            return {}
        registry.load_areas(areas_given=[NewArea(TRAINING_AREA, TRAINING_WORDS)], by=by, at=at)
        rows = rows_of(files["linelist"])
        incident = _open(rows, by, at)
        edges = with_windows(rows_of(files["contacts"]), rows)
        return {
            kind: imported(content, name, Order(kind, TRAINING_AREA, incident, dated=kind is Kind.CASES), by, at)
            for kind, content, name in (
                (Kind.CASES, files["linelist"].read_bytes(), files["linelist"].name),
                (Kind.EXPOSURES, edges, files["contacts"].name),
            )
        }


def with_windows(edges: list[dict[str, str]], people: list[dict[str, str]]) -> bytes:
    """The list of links with the exposure window that the line list gives for each infected person."""
    window = {row["id"]: (row["dt_start_exp"], row["dt_end_exp"]) for row in people}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["from", "to", "exposure", "Date of first contact", "Date of last contact"])
    writer.writerows([row["from"], row["to"], row["exposure"].strip(), *window[row["to"]]] for row in edges)
    return out.getvalue().encode()


def figures(incident_id: UUID) -> Figures:
    """The figures of the loaded world, by counting its rows."""
    chain = cases.chain(incident_id)
    names = {f"case:{each.id}": each.external_id for each in cases.cases(incident_id)}
    links = [each for each in chain.edges if each.kind is not EdgeKind.CONTACT]
    serial = [each.serial_days for each in links if each.serial_days is not None]
    offspring = Counter(names[each.source] for each in links)
    return Figures(
        cases=len(names),
        links=len(links),
        generations=_generations(set(names), links),
        offspring=dict(offspring.most_common()),
        serial_mean=statistics.fmean(serial),
        serial_sd=statistics.stdev(serial),
        serial_median=statistics.median(serial),
        incubation_median=statistics.median(_incubations(incident_id)),
    )


def _generations(people: set[str], links: Sequence[ChainEdge]) -> dict[int, int]:
    sources: dict[str, set[str]] = {name: set() for name in people}
    for link in links:
        sources[link.target].add(link.source)
    steps: dict[str, int] = {}
    while waiting := [name for name in people if name not in steps]:
        ready = [name for name in waiting if sources[name] <= steps.keys()]
        if not ready:  # a circle of sources has no generations
            break
        steps |= {name: 1 + max(steps[each] for each in sources[name]) if sources[name] else 0 for name in ready}
    return dict(sorted(Counter(steps.values()).items()))


def _incubations(incident_id: UUID) -> list[float]:
    onset = {each.person_id: each.onset_at for each in cases.cases(incident_id)}
    spans: dict[int, float] = {}
    for edge in cases.exposures(incident_id):
        fell_ill = onset.get(edge.person_id)
        if edge.start and edge.until and fell_ill:
            middle = edge.start + (edge.until - edge.start) / 2
            spans[edge.person_id] = (fell_ill - middle).total_seconds() / 86_400
    return list(spans.values())


def _open(rows: list[dict[str, str]], by: Actor, at: datetime) -> UUID:
    facts = sources.world(NAME)
    return command.open_incident(
        title=facts.words, disease=facts.disease, area=TRAINING_AREA, number=NUMBER, by=by, at=at,
        emergence_at=_first(rows, "dt_onset"), reported_at=_first(rows, "dt_report"),
    )  # fmt: skip


def _first(rows: list[dict[str, str]], column: str) -> datetime:
    return datetime.fromisoformat(f"{min(row[column] for row in rows if row[column])}T00:00:00+08:00")


def imported(content: bytes, filename: str, order: Order, by: Actor, at: datetime) -> Receipt:
    """The receipt of a file that was staged, committed and applied as an officer would."""
    staged = intake.stage(content=content, filename=filename, order=order, by=by, at=at)
    intake.commit(batch_id=staged.id, by=by, at=at)
    return apply_batch(batch_id=staged.id, by=by, at=at).receipt


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with headings."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
