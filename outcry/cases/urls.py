"""Addresses of the case file's desk, below /desk/cases/."""

from typing import Any

from django.urls import URLPattern, path

from outcry.cases.views import (
    calendar,
    conversations,
    custody,
    double_coding,
    exports,
    file,
    history,
    imports,
    judgments,
    likely,
    limits,
    parts,
    persons,
    public,
    quick,
    search,
    shared,
    stages,
    visible,
)

app_name = "cases_desk"


def _parts(of: str) -> list[URLPattern]:
    """The pages of the parts of a case or of a person."""
    kept: dict[str, Any] = {"of": of}
    return [
        path("<int:pk>/history/", history.index, kept, name=f"{of}_history"),
        path("<int:pk>/history/file/", history.index_file, kept, name=f"{of}_history_file"),
        path("<int:pk>/history/<int:change>/undo/", history.undo, kept, name=f"{of}_undo"),
        path("<int:pk>/<slug:kind>/add/", parts.add, kept, name=f"{of}_add"),
        path("<int:pk>/<slug:kind>/<int:part>/", parts.edit, kept, name=f"{of}_part"),
        path("<int:pk>/<slug:kind>/<int:part>/open/", parts.open_up, kept, name=f"{of}_open"),
        path("<int:pk>/<slug:kind>/<int:part>/move/", parts.move, kept, name=f"{of}_move"),
        path("<int:pk>/<slug:kind>/<int:part>/remove/", parts.remove, kept, name=f"{of}_remove"),
    ]


urlpatterns = [
    path("", search.index, name="index"),
    path("timeline/", search.over_time, name="timeline"),
    path("map/", search.on_the_map, name="map"),
    path("views/", search.views, name="views"),
    path("views/<int:pk>/remove/", search.remove, name="remove_view"),
    path("list/file/", search.list_file, name="list_file"),
    path("timeline/file/", search.timeline_file, name="timeline_file"),
    path("map/file/", search.map_file, name="map_file"),
    path("export/", exports.export, name="export"),
    path("shared/", shared.index, name="shared"),
    path("shared/timeline/", shared.over_time, name="shared_timeline"),
    path("shared/map/", shared.on_the_map, name="shared_map"),
    path("shared/list/file/", shared.list_file, name="shared_list_file"),
    path("shared/timeline/file/", shared.timeline_file, name="shared_timeline_file"),
    path("shared/map/file/", shared.map_file, name="shared_map_file"),
    path("shared/<int:pk>/", shared.show, name="shared_case"),
    path("imports/", imports.index, name="imports"),
    path("imports/file/", imports.index_file, name="imports_file"),
    path("imports/new/", imports.upload, name="import_upload"),
    path("imports/<int:pk>/", imports.show, name="import"),
    path("imports/<int:pk>/reading/", imports.reading, name="import_reading"),
    path("imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:pk>/words/", imports.values, name="import_values"),
    path("imports/<int:pk>/report.csv", imports.report, name="import_report"),
    path("imports/<int:pk>/begin/", imports.begin, name="begin_import"),
    path("imports/<int:pk>/give-up/", imports.give_up, name="give_up_import"),
    path("imports/<int:pk>/undo/", imports.undo, name="undo_import"),
    path("open/", file.open_new, name="open"),
    path("quick/", quick.write, name="quick"),
    path("<int:pk>/take-back/", quick.undo, name="take_back"),
    path("conversations/<int:pk>/make/", conversations.make, name="make_from_conversation"),
    path("conversations/<int:pk>/add/", conversations.add, name="add_conversation"),
    path("conversations/<int:pk>/to/<int:case>/", conversations.take, name="take_over"),
    path("<int:pk>/", file.show, name="case"),
    path("<int:pk>/words/", file.edit, name="edit"),
    path("<int:pk>/propose/", public.propose, name="propose"),
    path("<int:pk>/approve/", public.approve, name="approve"),
    path("<int:pk>/visible/", visible.show, name="visible"),
    path("<int:pk>/withdraw/", public.withdraw, name="withdraw"),
    path("<int:pk>/<slug:above>/<int:owner>/<slug:kind>/add/", parts.add_inner, name="case_add_inner"),
    path("custody/", custody.on_a_day, name="custody"),
    path("custody/file/", custody.day_file, name="custody_file"),
    path("limits/", limits.index, name="limits"),
    path("limits/file/", limits.index_file, name="limits_file"),
    path("limits/new/", limits.add, name="add_limit_rule"),
    path("limits/<int:pk>/", limits.edit, name="limit_rule"),
    path("limits/<int:pk>/end/", limits.end, name="end_limit_rule"),
    path("calendar/", calendar.page, name="calendar"),
    path("<int:pk>/custody/<int:detention>/", custody.is_she_out, name="is_she_out"),
    path("<int:pk>/move/", stages.move, name="move"),
    path("<int:pk>/way/", stages.way, name="way"),
    path("<int:pk>/check/", stages.check, name="check"),
    path("double-coding/", double_coding.index, name="double_codings"),
    path("double-coding/<int:pk>/", double_coding.show, name="double_coding"),
    path("double-coding/<int:pk>/take/", double_coding.take, name="take_place"),
    path("double-coding/<int:pk>/code/", double_coding.code, name="code_report"),
    path("double-coding/<int:pk>/conclude/", double_coding.conclude, name="conclude_coding"),
    path("<int:pk>/double-coding/", double_coding.open_new, name="open_double_coding"),
    path("judgments/", judgments.index, name="judgments"),
    path("judgments/look/", likely.look, name="look_for_likely"),
    path("judgments/likely/<slug:kind>/", likely.index, name="likely"),
    path("judgments/<int:pk>/undo/", judgments.undo, name="undo_judgment"),
    path("judgments/<slug:kind>/<int:pk>/", judgments.compare, name="compare"),
    path("judgments/<slug:kind>/<int:first>/<int:second>/", judgments.pair, name="pair"),
    path("<int:pk>/participants/<int:participant>/who/", persons.who, name="who"),
    *_parts("case"),
]
people_urlpatterns = [
    path("", persons.index, name="people"),
    path("file/", persons.index_file, name="people_file"),
    path("open/", persons.open_new, name="open_person"),
    path("<int:pk>/", persons.show, name="person"),
    path("<int:pk>/facts/", persons.edit, name="edit_person"),
    path("<int:pk>/facts/open/", persons.open_facts, name="open_person_facts"),
    *_parts("person"),
]
urlpatterns += [path(f"people/{found.pattern}", found.callback, found.default_args, name=found.name) for found in people_urlpatterns]
