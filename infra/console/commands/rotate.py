"""`lianban rotate`: the keys of one server, renewed in steps that lose nothing."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from functions.adapters.outward.secrets import FORM
from infra.console.commands.checking import Config, DataFolder, settings_at
from infra.console.commands.declare import local_command
from infra.console.failure import Misused
from infra.console.rotating import KeysStanding, Turn, keys_standing, turn
from infra.console.session import Speech
from infra.rotation import KeyStep, drawn_key

_THEN = {
    KeyStep.BEGIN: "请把新密钥交给对方；对方收下后 promote。Hand the new key over; promote once they take it.",
    KeyStep.PROMOTE: "新密钥排在最前；对方只用新密钥后 finish。It is first; finish once they use nothing else.",
    KeyStep.FINISH: "旧密钥不再有效。The old key is valid no longer.",
}
_THEN_OF_FORM = {
    KeyStep.BEGIN: "新密钥已能打开，还不用来加密；接着 promote。It opens already and seals nothing yet: promote.",
    KeyStep.PROMOTE: "从此用新密钥加密；旧密钥留着，已有的申请仍能打开。It seals from now on; the old ones stay.",
}
_BACK_UP = "密钥变了，请马上再备份：lianban backup。The keys changed: back up now."


def register(app: typer.Typer) -> None:
    @local_command(
        app,
        "rotate",
        zh="更换本机服务的密钥，分三步，服务不停、消息和申请不丢；不写名称则列出各组密钥",
        en="Renew one of this server's keys in three steps while it runs; without a name, how all of them stand.",
    )
    def rotate_(
        speech: Speech,
        name: Annotated[
            str | None,
            typer.Argument(
                help="哪一组：部门代码、form、notices 等，不写就列出全部  Whose: a department, form, notices …"
            ),
        ] = None,
        step: Annotated[KeyStep | None, typer.Argument(help="哪一步，依次  The steps, in this order")] = None,
        config: Config = None,
        folder: DataFolder = None,
        key_to: Annotated[
            Path | None,
            typer.Option(
                metavar="FILE", help="begin 的新密钥另写一份，用于交接  The new key, to be handed over"
            ),
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="只看能不能做，不写入  Could it be done? Nothing is written")
        ] = False,
    ) -> None:
        place = settings_at(config, folder).folder
        if name is None:
            found = keys_standing(place, user=os.geteuid())
            speech.tell({"keys": [asdict(one) for one in found]}, "\n".join(map(_line, found)))
            return
        if step is None:
            raise Misused("请写哪一步：begin、promote 或 finish。Which step? begin, promote or finish.")
        wanted = Turn(place, name, step, os.geteuid(), key_to, tried=dry_run)
        stands = turn(wanted, new_key=drawn_key)
        if dry_run:
            # A key that was drawn to try it is nobody's.
            told = f"可以 {step}，没有写入。It can be done; nothing was written."
            speech.tell({"name": name, "step": step, "done": False}, f"{name}：{told}")
            return
        speech.tell({**asdict(stands), "step": step, "done": True}, _done(stands, wanted))


def _line(one: KeysStanding) -> str:
    return f"{one.name:20} 有效 valid {' '.join(one.valid)}　下一步 next {one.next}"


def _done(stands: KeysStanding, wanted: Turn) -> str:
    then = (_THEN_OF_FORM if wanted.name == FORM else _THEN)[wanted.step]
    copied = [f"  新密钥写在 the new key is in {wanted.key_to}"] if wanted.key_to else []
    return "\n".join([f"{wanted.step} 已完成 done", _line(stands), *copied, f"  {then}", f"  {_BACK_UP}"])
