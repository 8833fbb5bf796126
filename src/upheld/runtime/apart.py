"""Apart: something done in a process that ends, which takes with it the memory that it needed."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from upheld.errors import UpheldError
from upheld.runtime.parentage import end_with_parent

Answer = TypeVar("Answer")


def apart(does: Callable[[], Answer]) -> Answer:
    """Do something in a fork of this process, and hand back what it says; it ends with this process.

    Its UpheldErrors are raised here, with their words; SystemExit where it fails otherwise, which it has told
    on standard error by then. There must be no other threads, and no open connections.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    here, there = os.pipe()
    parent = os.getpid()
    number = os.fork()
    if number == 0:
        os.close(here)
        _be_apart(does, there, parent)
    os.close(there)
    try:
        with os.fdopen(here, "rb") as heard:
            said = heard.read()
    except BaseException:
        os.kill(number, signal.SIGTERM)
        raise
    finally:
        _, status = os.waitpid(number, 0)
    if not said:
        raise SystemExit(os.waitstatus_to_exitcode(status) or 1)
    answer, error = pickle.loads(said)  # noqa: S301 of a fork of ourselves
    if error is None:
        return answer  # type: ignore[no-any-return]
    kind, words = error
    raise kind.__new__(kind, words)


def _be_apart(does: Callable[[], object], told: int, parent: int) -> NoReturn:
    code = 1
    try:
        end_with_parent(parent)
        said: tuple[object, Any]
        try:
            said = does(), None
        except UpheldError as error:
            said = None, (type(error), str(error))
        with os.fdopen(told, "wb") as answer:
            answer.write(pickle.dumps(said))
        code = 0
    except KeyboardInterrupt:
        code = 130
    except BaseException as error:  # noqa: BLE001 nothing goes on after it
        traceback.print_exception(error)
    finally:
        sys.stdout.flush()
        os._exit(code)
