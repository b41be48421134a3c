"""`python -m infra.console.kit`: writes what is made from the code into docs/kit."""

from infra.console.kit.made import write_kit

if __name__ == "__main__":
    write_kit()
