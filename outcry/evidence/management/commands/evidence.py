"""`outcry evidence take-in FILE | check | verify BUNDLE`: a file comes in; is all still what it was?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcry.accounts.queries import NoOrganisation, the_organisation
from outcry.evidence import bags
from outcry.evidence.operations import EvidenceRefused, check_store, take_in
from outcry.evidence.sentences import bag_fault, finding


class Command(BaseCommand):
    help = "Take in a file as evidence, verify what is kept, or a bundle that was handed out."
    # A bundle is verified on any machine, where there may be no database.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        take = verbs.add_parser("take-in", help="keep a file as an original; for files too large for the desk, and for many")
        take.add_argument("file", type=Path, metavar="FILE", help="the file; it is read and left where it is")
        take.add_argument("--subject", default="", help="what it belongs to, such as case:7")
        take.add_argument("--note", default="", help="where it comes from, in words; kept sealed")
        verbs.add_parser("check", help="verify every original, and name files that no record knows; reads all bytes")
        verify = verbs.add_parser("verify", help="verify an exhibit bundle, without network and database")
        verify.add_argument("bundle", type=Path, metavar="BUNDLE", help="the folder or ZIP file of the bundle")
        verify.add_argument("--root", type=Path, help="PEM file of the root certificate that its time stamps have to lead to; from the authority itself")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "take-in":
            self._take_in(options["file"], subject=options["subject"], note=options["note"])
        elif verb == "check":
            self._check()
        else:
            self._verify(options["bundle"], options["root"])

    def _take_in(self, file: Path, *, subject: str, note: str) -> None:
        try:
            organisation = the_organisation()
            item = take_in(organisation=organisation, stream=_pieces(file), name=file.name, subject=subject, note=note, by=None, now=timezone.now())
        except NoOrganisation as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except EvidenceRefused as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(f"{item.public_id} sha256:{item.sha256} {item.media_type} {item.size} bytes")

    def _check(self) -> None:
        try:
            report = check_store(organisation=the_organisation(), now=timezone.now())
        except NoOrganisation as error:
            raise CommandError(str(error)) from error
        for public_id, found in report.unsound.items():
            for one in found:
                self.stdout.write(f"{public_id}: {finding(one.kind, one.where)}")
        for path in report.orphans:
            self.stdout.write(f"no record knows {path}; a crash may have left it. It can be removed.")
        self.stdout.write(f"{report.looked_at} originals looked at, {len(report.unsound)} not sound, {len(report.orphans)} files without a record.")
        if report.unsound:
            raise CommandError("Not everything is what was taken in.")

    def _verify(self, bundle: Path, root: Path | None) -> None:
        if root is not None and not root.is_file():
            raise CommandError(f"{root} is not there.")
        try:
            report = bags.check(place=bundle, root=root)
        except (bags.NoBag, OSError) as error:
            raise CommandError(f"{bundle} is no exhibit bundle of Outcry, or damaged.") from error
        for fault in report.faults:
            self.stdout.write(bag_fault(fault.kind, fault.where))
        if report.faults:
            raise CommandError("The bundle is not what was handed out.")
        self.stdout.write(f"The bundle is sound: {report.items} originals, each as it was taken in; custody logs whole.")
        if report.unsigned_stamps:
            self.stdout.write(f"{report.unsigned_stamps} time stamps fit; who signed them was not checked: name the authority's root with --root.")
        elif report.trusted_stamps:
            self.stdout.write(f"{report.trusted_stamps} time stamps fit and lead to {root}.")


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(256 * 1024):
            yield piece
