from ipaddress import ip_address

from functions.domain.office.endpoints import endpoint_fault, is_public
from tests.support.each import each


@each(
    "endpoint",
    [
        "https://office.example/items",
        "https://Office.Example.:8443/items?channel=lianban",
        "https://8.8.8.8/items",
        "https://[2606:4700::1111]/items",
        "https://xn--55qx5d.example/",
    ],
)
def test_a_public_https_address_may_be_set(endpoint: str) -> None:
    assert endpoint_fault(endpoint, private=False) is None


INSIDE = [
    "http://office.example/items",
    "https://127.0.0.1/items",
    "https://10.0.0.8/items",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[fe80::1]/",
    "https://[fd00:ec2::254]/",
    "https://[::ffff:10.0.0.8]/",
    "https://[64:ff9b::a00:8]/",
    "https://[2002:a00:8::]/",
    "https://[64:ff9b:1::a00:8]/",
    "https://[::ffff:0:a00:8]/",
    "https://[::a00:8]/",
    "https://[fec0::1]/",
    "https://[5f00::1]/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://127.1/",
    "https://127.0.0.1./",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://metadata.google.internal/",
    "https://db.local/",
    "https://intranet/",
    *(f"https://office.{name}/" for name in ("localhost", "intranet", "lan", "home", "corp")),
    *(f"https://office.{name}/" for name in ("arpa", "invalid", "test")),
]


def test_nothing_inside_may_be_set() -> None:
    assert [one for one in INSIDE if endpoint_fault(one, private=False) is None] == []


@each("endpoint", ["http://127.0.0.1:8452/offices", "http://office/items", "https://10.0.0.8/items"])
def test_one_machines_platform_reaches_its_neighbours(endpoint: str) -> None:
    assert endpoint_fault(endpoint, private=True) is None


NO_ADDRESS = [
    "ftp://office.example/items",
    "file:///etc/passwd",
    "https://",
    "https:///items",
    "https://user:word@office.example/items",
    "https://user@office.example/items",
    "https://office.example/items#part",
    "https://office.example:99999/",
    "https://[::1/",
    "office.example/items",
    "",
]


@each("private", [True, False])
def test_what_is_no_address_of_an_office_is_refused_everywhere(private: bool) -> None:
    faults = {one: endpoint_fault(one, private=private) for one in NO_ADDRESS}

    assert {one: fault for one, fault in faults.items() if fault is None or "word" in fault} == {}


@each(
    "address, public",
    [("8.8.8.8", True), ("10.1.2.3", False), ("::ffff:8.8.8.8", True), ("2400:3200::1", True)],
)
def test_an_address_is_judged_by_the_one_inside_it(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
