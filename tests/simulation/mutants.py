"""Deliberate breaks of the product, each of which the simulation must find, or it does not watch that rule."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """`old` stands exactly once in `file`: where the product has changed, the mutant is to be written anew. `found_by`: the
    life or the seed that is tried first; if it finds the break no more, all others are.
    """

    name: str
    found_by: str
    file: str
    old: str
    new: str


MUTANTS = (
    Mutant(
        "no sweep starts a run",
        "seed 2",
        "functions/domain/upkeep/repairs.py",
        "return (StartRun(case.run),)",
        "return ()",
    ),
    Mutant(
        "a run that does not close its case is in no doubt",
        "life stopped_before_it_closed",
        "functions/domain/upkeep/runs.py",
        "    if all(item.outcome for item in ledger.items):\n        return True\n",
        "",
    ),
    Mutant(
        "nobody asks of a run that nothing is heard of",
        "life stopped_at_rest",
        "functions/domain/upkeep/runs.py",
        "by_turn = case.checks >= FIRST_LOOKS and _turn(case) % every == 0",
        "by_turn = False",
    ),
    Mutant(
        "a round that nobody sends is never sent again",
        "life corrected_before_its_task_heard",
        "functions/domain/upkeep/repairs.py",
        "left = parked and _nobody_sends(item, now)",
        "left = False",
    ),
    Mutant(
        "what an operator ordered waits until the engine comes to it",
        "life retried_between_two_tries",
        "functions/domain/upkeep/repairs.py",
        "if left or order_due(item, now):",
        "if left:",
    ),
    Mutant(
        "a second outcome wins",
        "life eventful",
        "functions/domain/case/answered.py",
        "if item.outcome:\n        return _after_outcome(item, answer, due, now)",
        "if item.outcome and not item.dispatch.round:\n        return _after_outcome(item, answer, due, now)",
    ),
    Mutant(
        "an answer to an old round is taken",
        "life eventful",
        "functions/domain/case/answered.py",
        "if round_ < item.dispatch.round:",
        "if round_ < 1:",
    ),
    Mutant(
        "no item is ever marked as overdue",
        "seed 0",
        "functions/domain/case/transitions.py",
        "return with_clock(item, overdue_since=item.clock.overdue_since or now)",
        "return item",
    ),
    Mutant(
        "an item is not blocked when one before it fails",
        "life not_contested",
        "functions/domain/case/consequences.py",
        "if because:",
        "if False:",
    ),
    Mutant(
        "a task ends before what stopped its item is recorded",
        "life eventful",
        "functions/usecases/case/wait.py",
        "end = completion(ledger.with_item(waiting), waiting, now)",
        "end = completion(ledger, parked(ledger.item(task.item), Wait(task.state, task.token, task.run, now)), now)",
    ),
    Mutant(
        "what one office was told is noted of the next one",
        "life sent_elsewhere_while_asked",
        "functions/usecases/office/messages.py",
        "if current.dispatch_key != item.dispatch_key or",
        "if current.dispatch.round != item.dispatch.round or",
    ),
    Mutant(
        "every try to send has a key of its own",
        "life with_a_later_file",
        "functions/usecases/office/dispatch.py",
        "        key=item.dispatch_key,\n",
        '        key=f"{item.dispatch_key}/{item.version}",\n',
    ),
    Mutant(
        "the engine is given a name",
        "life all_granted",
        "functions/usecases/case/runs.py",
        "deps.executions.start(ledger.case.execution, execution_input(ledger), positions=found)",
        "person = deps.store.application(ledger.case.id).person\n"
        '    deps.executions.start(ledger.case.execution, {**execution_input(ledger), "name": person.name})',
    ),
    Mutant(
        "no sweep looks for what follows from an outcome",
        "seed 1",
        "functions/domain/upkeep/looks.py",
        "return item.follow_up_at\n",
        "return None\n",
    ),
    Mutant(
        "the sweep passes marks that it has not looked at",
        "life decided_by_one_who_dies",
        "functions/usecases/upkeep/news.py",
        "        tell_marks(marks, deps, report, standing)\n",
        "        tell_marks(marks[:0], deps, report, standing)\n",
    ),
    Mutant(
        "no sweep looks for a request to withdraw",
        "life sent_elsewhere_while_asked",
        "functions/domain/upkeep/looks.py",
        "SendWithdrawal: withdrawal_look,",
        "SendWithdrawal: lambda _: None,",
    ),
    Mutant(
        "no sweep looks for a file that came later",
        "life with_a_later_file",
        "functions/domain/upkeep/looks.py",
        "SendFiles: files_look,",
        "SendFiles: lambda _: None,",
    ),
)
