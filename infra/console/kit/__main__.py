"""`python -m infra.console.kit`: writes what is made from the code into docs/kit."""

from infra.console.kit.made import write

if __name__ == "__main__":
    write()
