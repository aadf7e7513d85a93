"""The kit's own pages: the catalogue of components and the answers to Django's errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sizao.kernel.errors import Invalid, NotFound, NotPermitted
from sizao.kernel.words import Words
from sizao.spine.web.queries import page, problem, public


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component of the kit on one page, for builders and for tests."""
    from sizao.spine.web.catalogue import examples

    return page(request, "web/catalogue.html", examples(request.at))  # type: ignore[attr-defined]


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address (Django's ``handler404``)."""
    return problem(request, NotFound())


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not allowed (Django's ``handler403``)."""
    return problem(request, NotPermitted())


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read (Django's ``handler400``)."""
    return problem(request, Invalid(reason=Words("请求无法读取", "the request could not be read")))


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety mark is missing or old (Django's ``CSRF_FAILURE_VIEW``)."""
    return render(request, "web/csrf_failure.html", status=403)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours (Django's ``handler500``): a plain page that touches neither database nor session."""
    return render(None, "web/server_error.html", status=500)
