"""How keys are rotated, on either platform: three steps, between which no message and no form is lost.

begin: a new key, which verifies and opens but does not seal; the other side is given it. promote: it stands first, and the
old one still verifies. finish: the old one is gone, but never of the form's, for forms are sealed by it.

While a key is begun, the first one stands before it and once more in its old place: so a list says itself which step comes
next, and the form's last key, by which people are known (functions/adapters/person_key.py), is its oldest in every step.
"""

import base64
import os
from collections.abc import Callable, Sequence
from enum import StrEnum

from functions.adapters.outward.secrets import FORM

KEY_BYTES = 32


class KeyStep(StrEnum):
    BEGIN = "begin"
    PROMOTE = "promote"
    FINISH = "finish"


class NoSuchStep(Exception):
    """The keys are not at a point where this step makes sense: says where they are, and what does."""


_REFUSED = {
    KeyStep.BEGIN: "上一次轮换没有做完，请先 {next}。A rotation is under way: {next} first.",
    KeyStep.PROMOTE: "没有等着启用的新密钥，请先 {next}。No new key waits to be promoted: {next} first.",
    KeyStep.FINISH: "没有可以去掉的旧密钥，请先 {next}。No old key can go: {next} first.",
}
_STAYS = "旧密钥要留着，已有的申请是用它加密的。Its old keys stay: forms are sealed by them."


def rotated(name: str, step: KeyStep, keys: Sequence[str], new_key: Callable[[str], str]) -> list[str]:
    """Raises NoSuchStep."""
    if step is KeyStep.FINISH and name == FORM:
        raise NoSuchStep(f"{name}：{_STAYS}")
    if step is not (due := next_step(name, keys)):
        raise NoSuchStep(f"{name}：{_REFUSED[step].format(next=due)}")
    if step is KeyStep.BEGIN:
        return [keys[0], new_key(name), *keys]
    return list(keys[1:]) if step is KeyStep.PROMOTE else [keys[0]]


def next_step(name: str, keys: Sequence[str]) -> KeyStep:
    if keys[0] in keys[1:]:
        return KeyStep.PROMOTE
    return KeyStep.BEGIN if len(keys) == 1 or name == FORM else KeyStep.FINISH


def drawn_key(name: str) -> str:
    """As the secret needs it: Fernet's for the form, Standard Webhooks' for everybody else."""
    drawn = os.urandom(KEY_BYTES)
    if name == FORM:
        return base64.urlsafe_b64encode(drawn).decode()
    return "whsec_" + base64.b64encode(drawn).decode()
