"""Every room's pages under its own prefix, and one API."""

from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog

from sizao.project import rooms
from sizao.project.api import api
from sizao.spine.web.queries import public


@public
def front_door(request):  # type: ignore[no-untyped-def]
    """Send everyone to their own work; who is not signed in lands at the sign-in page."""
    return redirect("board:home" if rooms.room("board").has("urls") else "cases:cases")


def _pages() -> list[URLPattern | URLResolver]:
    found = [room for room in rooms.present() if room.has("urls")]
    return [path(f"{room.name}/", include(f"{room.package}.urls")) for room in found]


urlpatterns = [
    path("", front_door, name="front"),
    path("api/v1/", api.urls),
    path("self/", include("sizao.measures.followup.urls.persons")),
    path("answer/", include("sizao.measures.referrals.urls.outside")),
    path("jsi18n/", public(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    *_pages(),
]

handler400 = "sizao.spine.web.pages.bad_request"
handler403 = "sizao.spine.web.pages.permission_denied"
handler404 = "sizao.spine.web.pages.not_found"
handler500 = "sizao.spine.web.pages.server_error"
