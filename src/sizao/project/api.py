"""The one API object: a router per room, typed problems, an OpenAPI document under ``/api/v1/openapi.json``."""

from importlib import import_module

from ninja import NinjaAPI, Router

from sizao import __version__
from sizao.project import rooms
from sizao.spine.accounts.queries import ApiAccess

api = NinjaAPI(
    title="四早 Sizao",
    version=__version__,
    urls_namespace="api",
    auth=ApiAccess(),
    description="One system with which a health command runs an outbreak. Times are ISO 8601 with an offset; "
    "areas are printed division codes; refusals are problem documents (RFC 9457) with a sentence in both languages.",
)


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
