"""`outcry doctor mail` reads the DNS as a receiver does, and says what to write where something is missing."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from outcry.delivery.doctor.names import Names, named_server
from outcry.delivery.doctor.senders import Sender, may_send
from outcry.delivery.signing.keys import SigningKey, in_strings, make_pair, pair, use
from outcry.delivery.tests.name_server import Zone, a_name_server

pytestmark = pytest.mark.django_db
DOMAIN, HOST, ADDRESS = "letters.example.org", "mail.example.org", "192.0.2.25"
SIX = "2001:db8::25"
BY_ADDRESS = [f'"v=spf1 ip4:{ADDRESS} -all"']
WELL: dict[str, dict[str, list[str]]] = {
    DOMAIN: {"MX": [f"10 {HOST}."], "TXT": ['"something else"', '"v=spf1 mx -all"']},
    HOST: {"A": [ADDRESS], "AAAA": [SIX]},
    "25.2.0.192.in-addr.arpa": {"PTR": [f"{HOST}."]},
    f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; p=reject; adkim=s"']},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    use(folder, make_pair(folder))
    return folder


@pytest.fixture
def keys(folder: Path, settings: object) -> tuple[SigningKey, SigningKey]:
    settings.KEYS_FOLDER = folder  # type: ignore[attr-defined]
    return pair(folder, 1)


def published(keys: tuple[SigningKey, ...]) -> dict[str, dict[str, list[str]]]:
    return {key.name_in(DOMAIN): {"TXT": [in_strings(key.record)]} for key in keys}


def found(
    zone: Zone, capsys: pytest.CaptureFixture[str], *, address: str = ADDRESS, more: tuple[str, ...] = (), fails: frozenset[str] = frozenset()
) -> list[dict[str, object]]:
    """The findings of the command with this DNS, and that it ends well exactly if none is wrong."""
    ends_well = True
    with a_name_server(zone, fails=fails) as port:
        try:
            call_command("doctor", "mail", "--json", f"--domain={DOMAIN}", f"--address={address}", f"--host={HOST}", f"--dns=127.0.0.1:{port}", *more)
        except CommandError:
            ends_well = False
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ends_well == all(finding["state"] != "wrong" for finding in findings)
    return findings


def test_a_domain_that_is_well_has_nothing_to_write(keys: tuple[SigningKey, SigningKey], capsys: pytest.CaptureFixture[str]) -> None:
    findings = found(WELL | published(keys), capsys)

    assert {finding["state"] for finding in findings} == {"good"}
    assert [finding["about"] for finding in findings] == ["MX", "SPF", "DKIM", "DKIM", "DMARC", "DMARC", "reverse name"]
    assert not any(finding["write"] for finding in findings)


@pytest.mark.parametrize(
    ("name", "records", "about", "state", "writes"),
    [
        (DOMAIN, {"TXT": BY_ADDRESS}, "MX", "wrong", f"{DOMAIN}. MX 10 {HOST}."),
        (DOMAIN, {"TXT": BY_ADDRESS, "MX": ["0 ."]}, "MX", "wrong", f"{DOMAIN}. MX 10 {HOST}."),
        (DOMAIN, {"TXT": BY_ADDRESS, "MX": ["10 gone.example.org."]}, "MX", "wrong", ""),
        (DOMAIN, {"TXT": BY_ADDRESS, "A": [ADDRESS]}, "MX", "hint", f"{DOMAIN}. MX 10 {HOST}."),
        (DOMAIN, {"MX": WELL[DOMAIN]["MX"]}, "SPF", "wrong", f'{DOMAIN}. TXT "v=spf1 ip4:{ADDRESS} -all"'),
        (DOMAIN, WELL[DOMAIN] | {"TXT": ['"v=spf1 a -all"']}, "SPF", "wrong", f'{DOMAIN}. TXT "v=spf1 a ip4:{ADDRESS} -all"'),
        (DOMAIN, WELL[DOMAIN] | {"TXT": ['"v=spf1 mx +all"']}, "SPF", "wrong", f'{DOMAIN}. TXT "v=spf1 mx -all"'),
        (DOMAIN, WELL[DOMAIN] | {"TXT": ['"v=spf1 mx -all"', '"v=spf1 a -all"']}, "SPF", "wrong", ""),
        (DOMAIN, WELL[DOMAIN] | {"TXT": ['"v=spf1 exists:%{i}.example.org -all"']}, "SPF", "unseen", ""),
        (f"_dmarc.{DOMAIN}", {}, "DMARC", "wrong", f'_dmarc.{DOMAIN}. TXT "v=DMARC1; p=reject"'),
        (f"_dmarc.{DOMAIN}", {"TXT": ['"v=DMARC1; p=none"']}, "DMARC", "hint", f'_dmarc.{DOMAIN}. TXT "v=DMARC1; p=reject"'),
        (f"_dmarc.{DOMAIN}", {"TXT": ['"v=DMARC1; p=perhaps"']}, "DMARC", "wrong", f'_dmarc.{DOMAIN}. TXT "v=DMARC1; p=reject"'),
        (f"_dmarc.{DOMAIN}", {"TXT": ['"v=DMARC1; p=reject"', '"v=DMARC1; p=none"']}, "DMARC", "wrong", ""),
        ("25.2.0.192.in-addr.arpa", {}, "reverse name", "wrong", f"{HOST}. A {ADDRESS}"),
        ("25.2.0.192.in-addr.arpa", {"PTR": ["elsewhere.example.org."]}, "reverse name", "wrong", f"{HOST}. A {ADDRESS}"),
        (f"outcry1r._domainkey.{DOMAIN}", {}, "DKIM", "wrong", f"outcry1r._domainkey.{DOMAIN}. TXT"),
        (f"outcry1e._domainkey.{DOMAIN}", {"TXT": ['"v=DKIM1; k=ed25519; p="']}, "DKIM", "wrong", f"outcry1e._domainkey.{DOMAIN}. TXT"),
    ],
)
def test_each_thing_that_is_missing_or_wrong_is_told_with_what_to_write(
    name: str, records: dict[str, list[str]], about: str, state: str, writes: str, keys: tuple[SigningKey, SigningKey], capsys: pytest.CaptureFixture[str]
) -> None:
    zone = WELL | published(keys) | {name: records}
    if not records:
        del zone[name]

    odd = [finding for finding in found(zone, capsys) if finding["state"] != "good"]

    assert {(finding["about"], finding["state"]) for finding in odd} == {(about, state)}
    lines = [line for finding in odd for line in finding["write"]]  # type: ignore[attr-defined]
    assert any(line.startswith(writes) for line in lines) if writes else lines == []


def test_a_policy_of_the_domain_above_holds_for_this_one(keys: tuple[SigningKey, SigningKey], capsys: pytest.CaptureFixture[str]) -> None:
    zone = WELL | published(keys) | {"_dmarc.example.org": {"TXT": ['"v=DMARC1; p=none; sp=quarantine"']}}
    del zone[f"_dmarc.{DOMAIN}"]

    (policy,) = (finding for finding in found(zone, capsys) if finding["about"] == "DMARC")

    assert (policy["state"], "quarantine" in str(policy["words"])) == ("good", True)


def test_a_name_server_that_is_broken_makes_nothing_wrong_and_nothing_good(keys: tuple[SigningKey, SigningKey], capsys: pytest.CaptureFixture[str]) -> None:
    findings = found(WELL | published(keys), capsys, fails=frozenset({DOMAIN}))

    assert {finding["about"] for finding in findings if finding["state"] == "unseen"} == {"DNS"}


def test_where_a_relay_signs_its_key_is_looked_up(tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.KEYS_FOLDER = tmp_path  # type: ignore[attr-defined]
    zone = WELL | {f"outcry._domainkey.{DOMAIN}": {"TXT": ['"v=DKIM1; k=rsa; p=MIIB"']}}

    states = {
        more: [one["state"] for one in found(zone, capsys, more=more) if one["about"] == "DKIM"] for more in ((), ("--selector=outcry",), ("--selector=x",))
    }

    assert states == {(): ["hint"], ("--selector=outcry",): ["good"], ("--selector=x",): ["wrong"]}


def test_a_pair_that_does_not_sign_yet_is_told_to_be_published_and_is_not_wrong(tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]) -> None:
    settings.KEYS_FOLDER = tmp_path  # type: ignore[attr-defined]
    make_pair(tmp_path)

    findings = [finding for finding in found(WELL, capsys) if finding["about"] == "DKIM"]

    assert [finding["state"] for finding in findings] == ["hint", "hint", "hint"]
    assert "use-key" in str(findings[-1]["words"])


@pytest.mark.usefixtures("keys")
def test_people_read_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with a_name_server({}) as port, pytest.raises(CommandError, match="Wrong: "):
        call_command("doctor", "mail", f"--domain={DOMAIN}", f"--address={ADDRESS}", f"--host={HOST}", f"--dns=127.0.0.1:{port}")

    told = capsys.readouterr().out
    assert f"WRONG  SPF: {DOMAIN} does not say who may send for it." in told
    assert f'write: {DOMAIN}. TXT "v=spf1 ip4:{ADDRESS} -all"' in told


@pytest.mark.parametrize("bad", ["--address=here", "--dns=somewhere"])
def test_what_is_no_address_is_refused_in_words(bad: str) -> None:
    with pytest.raises(CommandError, match="does not appear to be an IPv4 or IPv6 address"):
        call_command("doctor", "mail", f"--domain={DOMAIN}", bad)


@pytest.mark.parametrize(
    ("record", "address", "result"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", ADDRESS, Sender.PASS),
        ("v=spf1 ip4:192.0.2.0/28 -all", ADDRESS, Sender.FAIL),
        ("v=spf1 ip6:2001:db8::/32 -all", SIX, Sender.PASS),
        ("V=SPF1 ip6:2001:db8::/32 ~ALL", ADDRESS, Sender.SOFTFAIL),
        ("v=spf1 a:mail.example.org/24//64 -all", "192.0.2.77", Sender.PASS),
        ("v=spf1 a:mail.example.org//64 -all", "2001:db8::77", Sender.PASS),
        ("v=spf1 a:mail.example.org//64 -all", "192.0.2.77", Sender.FAIL),
        ("v=spf1 mx/24 -all", "192.0.2.77", Sender.PASS),
        ("v=spf1 -ip4:192.0.2.25 +all", ADDRESS, Sender.FAIL),
        ("v=spf1 ?all", ADDRESS, Sender.NEUTRAL),
        ("v=spf1", ADDRESS, Sender.NEUTRAL),
        ("v=spf1 include:other.example -all", "198.51.100.1", Sender.PASS),
        ("v=spf1 include:other.example -all", ADDRESS, Sender.FAIL),
        ("v=spf1 include:nothing.example -all", ADDRESS, Sender.PERMERROR),
        ("v=spf1 redirect=other.example", "198.51.100.1", Sender.PASS),
        ("v=spf1 redirect=other.example", ADDRESS, Sender.SOFTFAIL),
        ("v=spf1 redirect=nothing.example", ADDRESS, Sender.PERMERROR),
        ("v=spf1 include:loop.example -all", ADDRESS, Sender.PERMERROR),
        ("v=spf1 " + " ".join(["a:mail.example.org"] * 11) + " -all", "203.0.113.1", Sender.PERMERROR),
        ("v=spf1 a:x.example a:y.example a:z.example -all", ADDRESS, Sender.PERMERROR),
        ("v=spf1 ip4:192.0.2 -all", ADDRESS, Sender.PERMERROR),
        ("v=spf1 ipv4:192.0.2.25 -all", ADDRESS, Sender.PERMERROR),
        ("v=spf1 ptr -all", ADDRESS, Sender.UNSURE),
        ("v=spf1 include:broken.example -all", ADDRESS, Sender.TEMPERROR),
        ("something else", ADDRESS, Sender.NONE),
    ],
)
def test_who_may_send_is_read_as_the_standard_says(record: str, address: str, result: Sender) -> None:
    zone = {
        DOMAIN: {"TXT": [f'"{record}"'], "MX": [f"10 {HOST}."]},
        HOST: WELL[HOST],
        "other.example": {"TXT": ['"v=spf1 ip4:198.51.100.0/24 ~all"']},
        "loop.example": {"TXT": [f'"v=spf1 include:{DOMAIN} -all"']},
    }
    with a_name_server(zone, fails=frozenset({"broken.example"})) as port:
        assert may_send(Names(server=("127.0.0.1", port)), address=address, domain=DOMAIN)[0] == result


@pytest.mark.parametrize(
    ("written", "server"), [(None, None), ("192.0.2.1", ("192.0.2.1", 53)), ("192.0.2.1:5353", ("192.0.2.1", 5353)), ("2001:db8::1", ("2001:db8::1", 53))]
)
def test_a_name_server_is_named_with_its_port_or_without(written: str | None, server: tuple[str, int] | None) -> None:
    assert named_server(written) == server
