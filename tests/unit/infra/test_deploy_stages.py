"""What a stage says, and what it may not be deployed with."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from functions.adapters.claims import claim_names, claims_in
from functions.adapters.outward.discovery import Endpoints, IssuerUnusable
from infra.deploy import stages
from infra.deploy.stages import STAGES_FOLDER, BadStage, DeployStage
from schemas.codes import Department
from tests.support.each import each

REALM = "https://keycloak.test/realms/lianban"
TOLD = Endpoints(f"{REALM}/certs", f"{REALM}/auth", f"{REALM}/token")
SAID = 'NoticesUrl = "none"\nSharedDataUrl = "none"\nPageOrigins = "none"\n'
HEAD = 'routes = "dev/routes.toml"\n'
TRAINING = '[training]\ncity = "440500"\ncounty = "440523"\n'


def office(
    id_: str = "gz-police", region: str = "440000", *, department: str = "public_security", **more: str
) -> str:
    fields = {"department": department, "region": region, "id": id_, "name": "某局", **more}
    if "endpoint" not in more:
        fields.setdefault("mode", "worklist")
    return "[[office]]\n" + "".join(f'{key} = "{value}"\n' for key, value in fields.items())


def stage_of(
    folder: Path,
    text: str = "",
    *,
    head: str = HEAD,
    said: str = SAID,
    routes: str | None = None,
    rehearsal: bool = False,
) -> DeployStage:
    (folder / "dev").mkdir(exist_ok=True)
    (folder / "dev" / "routes.toml").write_text(office() if routes is None else routes, "utf-8")
    issuer = "" if "Issuer" in text else f'Issuer = "{REALM}"\n'
    (folder / "dev.toml").write_text(f"{head}[parameters]\n{said}{issuer}{text}\n", "utf-8")
    return stages.load_stage("dev", folder, rehearsal=rehearsal)


def trained(departments: Iterable[Department] = Department) -> str:
    return "".join(
        office(f"training-{one.replace('_', '-')}", "440523", department=one.value) for one in departments
    )


def test_a_stage_that_says_everything_has_no_fault(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, 'Issuer = "https://id.gd.test"', head=f"{HEAD}{TRAINING}", routes=trained())

    assert stage.faults == ()
    assert stage.parameters["NoticesUrl"] == ""
    assert stage.training is not None


def test_whatever_is_wrong_is_said_at_once_a_line_each(tmp_path: Path) -> None:
    wrong = 'Issuer = "https://identity.example"\nJwksUrl = "http://127.0.0.1:8451/jwks"'

    stage = stage_of(tmp_path, wrong, said='NoticesUrl = "none"\n', head="", routes="")

    assert [fault.partition("dev.toml: ")[2].partition(" ")[0] for fault in stage.faults] == [
        "Issuer", "JwksUrl", "SharedDataUrl", "PageOrigins", "routes"
    ]  # fmt: skip
    assert not any("\n" in fault for fault in stage.faults)


@pytest.mark.parametrize("key", ["NoticesUrl", "SharedDataUrl", "PageOrigins"])
def test_what_a_stage_has_not_it_says(key: str, tmp_path: Path) -> None:
    unsaid = "".join(line for line in SAID.splitlines(keepends=True) if not line.startswith(key))
    empty = f'{unsaid}{key} = ""\n'

    for said in (unsaid, empty):
        [fault] = stage_of(tmp_path, said=said).faults
        assert f'{key} is not said: give its address, or "none"' in fault


@each(
    "routes, told",
    [
        ("", "there is no office in it"),
        (office("sandbox-police"), "sandbox-police is the sandbox's"),
        (office(endpoint="http://127.0.0.1:8452/items"), "gz-police leads to the machine that asks"),
        (office(endpoint="https://localhost/items"), "gz-police leads to the machine that asks"),
        (office(endpoint="http://[::1]:8452/items"), "gz-police leads to the machine that asks"),
        (office(endpoint="http://0.0.0.0/items"), "gz-police leads to the machine that asks"),
        (office(endpoint="https://169.254.169.254/items"), "gz-police leads to the machine that asks"),
        (office(endpoint="https://gateway.example/items"), "gz-police is still an example"),
        (office(endpoint="http://gateway.gd.test/items"), "gz-police is reached without TLS"),
        (office() + office(), "重复"),
    ],
    ids=["none", "sandbox", "loopback", "localhost", "six", "nowhere", "link", "example", "plain", "twice"],
)  # fmt: skip
def test_routes_that_lead_nowhere_or_to_the_sandbox_are_refused(
    routes: str, told: str, tmp_path: Path
) -> None:
    [fault] = stage_of(tmp_path, routes=routes).faults

    assert told in fault


@pytest.mark.parametrize(
    ("head", "told"),
    [("", "routes is not said"), ('routes = "dev/none.toml"\n', "dev/none.toml is not there")],
    ids=["unsaid", "missing"],
)
def test_a_stage_names_its_own_routes(head: str, told: str, tmp_path: Path) -> None:
    [fault] = stage_of(tmp_path, head=head).faults

    assert told in fault


def test_a_rehearsal_has_its_offices_on_this_machine(tmp_path: Path) -> None:
    local = office("sandbox-police", endpoint="http://127.0.0.1:8452/items")

    stage = stage_of(tmp_path, 'JwksUrl = "http://127.0.0.1:1/jwks"', routes=local, rehearsal=True)

    assert stage.faults == ()


def test_a_training_ground_from_which_an_item_would_leave_is_refused(tmp_path: Path) -> None:
    police = office("gz-police", "440500", endpoint="https://gateway.gd.test/items")
    routes = police + trained(one for one in Department if one is not Department.PUBLIC_SECURITY)

    [fault] = stage_of(tmp_path, head=f"{HEAD}{TRAINING}", routes=routes).faults

    assert "in 440523 items of public_security would reach gz-police" in fault


def test_a_worklist_of_a_real_offices_staff_is_no_training_ground(tmp_path: Path) -> None:
    faults = stage_of(tmp_path, head=f"{HEAD}{TRAINING}").faults

    assert len(faults) == len(Department)


@pytest.mark.parametrize(
    "training",
    ['[training]\ncity = "440500"\n', '[training]\ncity = "440500"\ncounty = "440106"\n', '[training]\nwhere = "here"\n'],
    ids=["no county", "another city's", "unknown"],
)  # fmt: skip
def test_a_training_ground_is_a_county_of_the_province(training: str, tmp_path: Path) -> None:
    [fault] = stage_of(tmp_path, head=f"{HEAD}{training}").faults

    assert "[training] names no county" in fault


def test_a_word_that_no_stage_has_is_told(tmp_path: Path) -> None:
    [fault] = stage_of(tmp_path, head=f"guarted = true\n{HEAD}").faults

    assert "guarted is no setting of a stage" in fault


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ('guarded = "yes"\n', "guarded is true or false, without quotes"),
        ("account = 123456789012\n", 'account is text: account = "123456789012"'),
        ("region = ['cn-north-1']\n", "region is text"),
    ],
    ids=["guarded", "account", "region"],
)
def test_a_setting_of_another_kind_is_not_taken_for_what_it_looks_like(
    head: str, told: str, tmp_path: Path
) -> None:
    [fault] = stage_of(tmp_path, head=f"{head}{HEAD}").faults

    assert told in fault


@each(
    "text, told",
    [
        ('NoticeUrl = "https://notices.test"', "NoticeUrl is no parameter of the template: NoticesUrl?"),
        ("SignInSecret = true", "SignInSecret is neither text nor a number"),
        ('SignInSecret = "true"', "SignInSecret is 'true', and may be 'yes' or 'no'"),
        ('SignInUrl = "http://id.gd.test/auth"', "SignInUrl is not of the form (https://.+)?"),
        ('ThrottleRate = "many"', "ThrottleRate is no number: many"),
        ("ThrottleRate = 0", "ThrottleRate is 0, and 1 at least"),
        ('Audience = ""', "Audience has 0 characters"),
        ('Stage = "prod"', "Stage is no parameter to give"),
        ('RestoredTable = "lianban-dev-restored"', "RestoredTable does not end with a moment"),
        ("# no Issuer", "Issuer is not said: iss of the tokens"),
    ],
)  # fmt: skip
def test_what_the_template_would_not_take_is_told_before_anything_is_built(
    text: str, told: str, tmp_path: Path
) -> None:
    [fault] = stage_of(tmp_path, text).faults

    assert told in fault


def test_several_origins_are_one_text(tmp_path: Path) -> None:
    several = SAID.replace('PageOrigins = "none"', 'PageOrigins = ["https://a.test", "https://b.test"]')
    text = SAID.replace('PageOrigins = "none"', 'PageOrigins = "https://a.test,https://b.test"')

    [fault] = stage_of(tmp_path, said=several).faults

    assert "PageOrigins is neither text nor a number; several stand in one text, with commas" in fault
    assert stage_of(tmp_path, said=text).faults == ()


def test_a_restored_table_names_the_moment(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, 'RestoredTable = "lianban-dev-20261126T060000Z"')

    assert (stage.faults, stage.parameters["RestoredTable"]) == ((), "lianban-dev-20261126T060000Z")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("account", "lianban-account is the stack of what all stages share"),
        ("a-name-of-17-long", "a stage's name has 2 to 16"),
        ("Dev", "a stage's name has 2 to 16"),
    ],
)
def test_a_name_that_no_stage_may_have_is_told_why(name: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadStage, match=told):
        stages.load_stage(name, tmp_path)


def test_a_stage_that_is_not_there_or_not_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "dev.toml").write_text("guarded =")

    with pytest.raises(BadStage, match=r"no stage 'test': infra/stages/ has dev"):
        stages.load_stage("test", tmp_path)
    with pytest.raises(BadStage, match=r"dev\.toml: "):
        stages.load_stage("dev", tmp_path)


def test_a_stages_settings_are_the_stacks_parameters(tmp_path: Path) -> None:
    stage = stage_of(tmp_path, "DepartmentConcurrency = 20", head=f"guarded = true\n{HEAD}")

    assert (stage.stack, stage.guarded) == ("lianban-dev", True)
    assert stage.parameters["DepartmentConcurrency"] == "20"
    assert (stage.parameters["Stage"], stage.parameters["Guarded"]) == ("dev", "yes")


def test_of_the_stages_that_are_here_only_what_is_an_example_is_missing() -> None:
    """Whoever fills in the addresses can deploy; dev reaches no real office at all."""
    for name in ("dev", "prod"):
        assert all("is still an example" in fault for fault in stages.load_stage(name).faults)

    assert {one.stem for one in STAGES_FOLDER.glob("*.toml")} == {"dev", "prod"}
    assert len(stages.load_stage("dev").faults) == 1


def test_claims_are_the_same_table_as_on_one_machine(tmp_path: Path) -> None:
    table = '[parameters.Claims]\nrole = "realm_access.roles"\n[parameters.Claims.roles]\n"窗口" = "clerk"'

    told = stage_of(tmp_path, table).parameters["Claims"]

    assert claims_in(told) == claim_names({"role": "realm_access.roles", "roles": {"窗口": "clerk"}})


@each(
    "text",
    [
        "Claims = 'role'",
        "[parameters.Claims]\nrolle = 'role'",
        "[parameters.Claims.roles]\nx = 'root'",
        "[parameters.Claims.regions]\n" + "\n".join(f"'of-place-{n}' = '440106'" for n in range(100)),
        "[parameters.Claims.regions]\n"
        + "\n".join(f"'天河区退役军人服务中心{n}' = '440106'" for n in range(60)),
    ],
    ids=["text", "unknown", "no role", "long", "long in bytes"],
)
def test_claims_that_the_functions_would_not_take_are_refused_before_anything_is_built(
    text: str, tmp_path: Path
) -> None:
    [fault] = stage_of(tmp_path, text).faults

    assert "Claims" in fault


def test_a_stage_without_the_keys_address_asks_the_issuer(tmp_path: Path) -> None:
    stage = stages.stage_with_issuer(stage_of(tmp_path, f'Issuer = "{REALM}"'), read=lambda _: TOLD)

    assert stage.parameters["JwksUrl"] == TOLD.jwks
    assert "SignInUrl" not in stage.parameters


def test_where_it_names_our_client_people_sign_in_where_the_issuer_says(tmp_path: Path) -> None:
    given = stage_of(tmp_path, f'Issuer = "{REALM}"\nSignInClientId = "lianban"')

    told = stages.stage_with_issuer(given, read=lambda _: TOLD).parameters

    assert (told["SignInUrl"], told["SignInTokenUrl"]) == (TOLD.authorize, TOLD.token)


def test_a_stage_that_names_the_keys_address_asks_nobody(tmp_path: Path) -> None:
    given = stage_of(tmp_path, f'Issuer = "{REALM}"\nJwksUrl = "https://keys.test"')

    assert stages.stage_with_issuer(given, read=unusable) == given


def unusable(_issuer: str) -> Endpoints:
    raise IssuerUnusable("没有应答 does not answer")


def test_an_issuer_that_cannot_be_used_refuses_the_deployment(tmp_path: Path) -> None:
    with pytest.raises(BadStage, match="does not answer"):
        stages.stage_with_issuer(stage_of(tmp_path, f'Issuer = "{REALM}"'), read=unusable)


def test_nothing_leaves_a_stage_to_practise_in(tmp_path: Path) -> None:
    said = 'NoticesUrl = "https://notices.gd.test"\nSharedDataUrl = "none"\nPageOrigins = "none"\nTraining = "yes"\n'

    (out, office_fault) = stage_of(tmp_path, said=said).faults
    whole = stage_of(tmp_path, said=f'{SAID}Training = "yes"\n', routes=trained())

    assert "NoticesUrl leads out of a training stage" in out
    assert "gz-police is no training-… worklist" in office_fault
    assert whole.faults == ()
    assert whole.parameters["Training"] == "yes"
