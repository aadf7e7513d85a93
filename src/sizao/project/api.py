"""The one API object: a router per room, typed problems, an OpenAPI document under ``/api/v1/openapi.json``."""

from functools import cache
from http import HTTPStatus
from importlib import import_module
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from sizao import __version__
from sizao.kernel.errors import NotFound
from sizao.project import rooms, validation
from sizao.spine.accounts.queries import ApiAccess
from sizao.spine.web.errors import RequestUnfit, RequestUnreadable, SignInNeeded
from sizao.spine.web.queries.problems import document

READING = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT,
           HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)  # fmt: skip
"""The refusals that every operation may answer with."""
TAKING = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
"""Those of an operation that takes a body as well: it is unreadable, or too large."""

SCHEMAS = "#/components/schemas/"
TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "A refusal (RFC 9457): a stable code, and its sentence in both languages.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_zh", "detail_en", "code", "fields"],
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "detail_zh", "detail_en", "code"), TEXT),
        "status": {"type": "integer"},
        "fields": {"type": "object", "additionalProperties": TEXT},
        "clause": {
            "description": "The clause of the edition that demands the refusal.",
            "type": "object",
            "properties": dict.fromkeys(("edition_id", "text", "source", "confidence"), TEXT),
        },
        "errors": {
            "description": "What does not fit the description of this API, item by item.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "rule", "zh", "en"],
                "properties": dict.fromkeys(("where", "rule", "zh", "en"), TEXT),
            },
        },
    },
}


class Description(OpenAPISchema):
    """An OpenAPI document in which every schema has its own name: Ninja keeps only the last of those that share one.

    A schema that meets another one of its name gets its room's name in front.
    """

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """Describe one operation, and take in the schemas that it names."""
        known, self.schemas = self.schemas, {}
        details: dict[str, Any] = super().operation_details(operation)
        mine, self.schemas = self.schemas, known
        names = _own_names(mine, known, operation.view_func.__module__.split(".")[2].title())
        known.update({names[name]: each for name, each in _renamed(mine, names).items()})
        return cast("dict[str, Any]", _renamed(details, names))


def _own_names(mine: dict[str, Any], known: dict[str, Any], room: str) -> dict[str, str]:
    """The final name of each schema; renaming one may set apart those that refer to it, so look until none is left."""
    names = {name: name for name in mine}
    while True:
        final = _renamed(mine, names)
        clash = [name for name, each in final.items() if names[name] == name and known.get(name, each) != each]
        if not clash:
            return names
        names.update({name: f"{room}{name}" for name in clash})


def _renamed(described: Any, names: dict[str, str]) -> Any:
    """The same description with its references to schemas under their final names."""
    if isinstance(described, list):
        return [_renamed(each, names) for each in described]
    if not isinstance(described, dict):
        return described
    kept = {key: _renamed(each, names) for key, each in described.items()}
    reference = kept.get("$ref")
    if isinstance(reference, str) and reference.startswith(SCHEMAS):
        kept["$ref"] = SCHEMAS + names[reference.removeprefix(SCHEMAS)]
    return kept


class Api(NinjaAPI):
    """Ninja's API whose description also says how it refuses."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The OpenAPI document, with the problem documents that each operation may answer with."""
        return self._described(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    @cache  # noqa: B019  the process has one API, and seconds go into describing it
    def _described(self, path_prefix: str) -> OpenAPISchema:
        described = Description(self, path_prefix)
        described["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in described["paths"].values():
            for operation in operations.values():
                _declare_refusals(operation)
        return described


def _declare_refusals(operation: dict[str, Any]) -> None:
    statuses = (*READING, *TAKING) if "requestBody" in operation else READING
    content = {"application/problem+json": {"schema": {"$ref": f"{SCHEMAS}Problem"}}}
    for status in statuses:
        operation["responses"].setdefault(int(status), {"description": status.phrase, "content": content})


api = Api(
    title="四早 Sizao",
    version=__version__,
    urls_namespace="api",
    auth=ApiAccess(),
    description="One system with which a health command runs an outbreak. Times are ISO 8601 with an offset; "
    "areas are printed division codes; refusals are problem documents (RFC 9457) with a sentence in both languages.",
)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = validation.findings(error.errors)
    return document(RequestUnfit(reason=validation.together(found)), errors=found)


@api.exception_handler(AuthenticationError)
def _unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = document(SignInNeeded())
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Ninja itself raises this for one reason: the body is not JSON."""
    return document(RequestUnreadable())


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return document(NotFound())


def _guarded(router: Router) -> Router:
    """Let every operation check its rights at the door, before a body is even read."""
    for view in router.path_operations.values():
        for operation in view.operations:
            guard = ApiAccess(*getattr(operation.view_func, "rights", ()))
            operation.auth_param, operation.auth_callbacks = guard, [guard]
    return router


for _room in rooms.present():
    if _room.has("api"):
        api.add_router("", _guarded(import_module(f"{_room.package}.api").router))
