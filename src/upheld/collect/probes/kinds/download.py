"""Downloads: how many bits a second come, once they have begun to come."""

from __future__ import annotations

from urllib.parse import urljoin

import pycurl
from msgspec.structs import replace

from upheld.chrono.instant import Micros
from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.failure import Failure, seen_by
from upheld.collect.probes.kinds.http_request import (
    Request,
    configured,
    elsewhere,
    made_ready,
)
from upheld.collect.probes.kinds.http_trouble import CUT, TOO_LATE, failure
from upheld.collect.probes.names import allowed_addresses
from upheld.collect.probes.outcome import Measured, Phases, Received, Seen
from upheld.collect.probes.place import is_same_origin, without_query
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.download import Download
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.ticks import since, ticks
from upheld.errors import PhraseError, UsageError
from upheld.evidence.observation import State
from upheld.quantity import write_length

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENDED_HERE = 42
_AT_ONCE = 1 << 19
_GOOD = range(200, 300)


class _Stream:
    """What comes of a body: how much, and in which time."""

    def __init__(self, target: Download) -> None:
        self._target = target
        self.size = 0
        self.counted = 0
        """Bytes after the first that came, from whose coming on the time counts."""
        self.took = Micros(0)
        self._first: Micros | None = None

    def write(self, data: bytes) -> int:
        """Count some of it and keep none."""
        self.size += len(data)
        if self._first is None:
            self._first = ticks()
        else:
            self.counted += len(data)
            self.took = since(self._first)
        return -1 if self.size >= self._target.most_bytes else len(data)

    def look(self, *_: int) -> int:
        """End it where it has lasted long enough."""
        return int(self._first is not None and since(self._first) >= self._target.lasts)

    @property
    def rate(self) -> int | None:
        """Whole bits a second; nothing where too little came to tell."""
        return self.counted * 8 * 1_000_000 // self.took if self.took and self.counted else None


def ask(probe: Probe, secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Download for a while, over redirects where there are any."""
    target = probe.what
    assert isinstance(target, Download)  # noqa: S101 - by the table of kinds
    as_http = Http(
        url=target.url,
        headers=target.headers,
        sign_in=target.sign_in,
        is_verified=target.is_verified,
        authorities=target.authorities,
    )
    asking = _Asking(replace(probe, what=as_http), target, secrets, clockwork)
    try:
        stream = asking.follow()
        asking.judge(stream)
    except Failure as error:
        return seen_by(error, asking.method, asking.phases(), asking.received(), asking.measured())
    return Seen(
        state=State.UP,
        method=asking.method,
        phases=asking.phases(),
        received=asking.received(),
        measured=asking.measured(),
    )


class _Asking:
    """One attempt."""

    def __init__(self, probe: Probe, target: Download, secrets: Secrets, clockwork: Clockwork) -> None:
        self._probe = probe
        self._target = target
        self._secrets = secrets
        self._clockwork = clockwork
        self._began = ticks()
        self._phases = Phases()
        self._received = Received()
        self._stream = _Stream(target)
        self._chain: tuple[str, ...] = ()
        self.method = "download"

    def phases(self) -> Phases:
        """How long its parts took."""
        return replace(self._phases, total=since(self._began))

    def received(self) -> Received:
        """What came, but for the body."""
        return replace(self._received, chain=tuple(map(self._secrets.struck_out, self._chain)))

    def measured(self) -> tuple[Measured, ...]:
        """The rate, where there is one."""
        rate = self._stream.rate
        return () if rate is None else (Measured(measure="throughput", value=str(rate), unit="bit/s"),)

    def follow(self) -> _Stream:
        """Ask, and go where redirects lead; raises `Failure`."""
        try:
            request = made_ready(self._probe, self._secrets)
            asked = request.place.host
            while True:
                status, location = self._transfer(request, asked)
                if status not in _REDIRECTS or not location or not self._target.redirects:
                    return self._stream
                url = urljoin(request.url, location)
                self._chain += (without_query(url)[:500],)
                if len(self._chain) > self._target.redirects:
                    words = f"more than {self._target.redirects}, the last one to {self._chain[-1]}"
                    raise Failure(trouble.REDIRECTS, self._secrets.struck_out(words))
                is_own = is_same_origin(url, self._target.url)
                request = elsewhere(self._probe, self._secrets, url, "GET", is_own=is_own)
        except PhraseError as error:
            raise Failure(trouble.REDIRECTS, self._secrets.struck_out(str(error))) from None
        except UsageError as error:
            raise Failure(trouble.OWN, str(error), State.UNKNOWN) from None

    def judge(self, stream: _Stream) -> None:
        """Hold it against what is expected; raises `Failure`."""
        target, status, rate = self._target, self._received.status, stream.rate
        if status not in _GOOD:
            raise Failure(trouble.STATUS, f"{status}, expected 200-299")
        if not self._received.is_cut and stream.size < target.least_bytes:
            words = f"{stream.size} bytes are too few to tell a rate by, {target.least_bytes} are needed"
            raise Failure(trouble.ANSWER, words, State.UNKNOWN)
        if rate is None:
            raise Failure(trouble.ANSWER, "it came too suddenly to tell a rate by", State.UNKNOWN)
        for least, state in ((target.down_below, State.DOWN), (target.degraded_below, State.DEGRADED)):
            if least is not None and rate < least:
                raise Failure(trouble.SLOW, f"{rate} bit/s, less than {least} bit/s", state)

    def _transfer(self, request: Request, asked: str) -> tuple[int, str]:
        """Ask one URL, by one address after another until one can be connected to."""
        began = ticks()
        addresses = allowed_addresses(
            request.place.host, self._probe.may_be_private, self._clockwork, asked=asked
        )
        self._phases = replace(self._phases, dns=Micros((self._phases.dns or 0) + since(began)))
        self.method = f"{request.place.scheme} download"
        handle = configured(request.options)
        try:
            handle.setopt(pycurl.URL, request.url)
            # Bytes are counted as they come over the network, not as they unfold.
            handle.setopt(pycurl.ENCODING, "identity")
            handle.setopt(pycurl.BUFFERSIZE, _AT_ONCE)
            handle.setopt(pycurl.NOPROGRESS, 0)
            for index, address in enumerate(addresses):
                code, message = self._perform(handle, request, address)
                is_last = index == len(addresses) - 1
                if is_last or handle.getinfo(pycurl.CONNECT_TIME):
                    break
            self._take_down(handle)
            self._check(code, message, handle)
            return self._received.status or 0, handle.getinfo(pycurl.REDIRECT_URL) or ""
        finally:
            handle.close()

    def _perform(self, handle: pycurl.Curl, request: Request, address: str) -> tuple[int, str]:
        try:
            left = int(self._clockwork.remaining() * 1000)
        except TimeoutError:
            return TOO_LATE, "no time is left"
        at = f"[{address}]" if ":" in address else address
        self._stream = _Stream(self._target)
        handle.setopt(pycurl.CONNECT_TO, [f"::{at}:{request.place.port}"])
        handle.setopt(pycurl.TIMEOUT_MS, max(left, 1))
        handle.setopt(pycurl.WRITEFUNCTION, self._stream.write)
        handle.setopt(pycurl.XFERINFOFUNCTION, self._stream.look)
        try:
            handle.perform()
        except pycurl.error as error:
            return int(error.args[0]), str(error.args[1])
        return 0, ""

    def _take_down(self, handle: pycurl.Curl) -> None:
        connected, secured = handle.getinfo(pycurl.CONNECT_TIME), handle.getinfo(pycurl.APPCONNECT_TIME)
        ready, begun = handle.getinfo(pycurl.PRETRANSFER_TIME), handle.getinfo(pycurl.STARTTRANSFER_TIME)
        address, port = handle.getinfo(pycurl.PRIMARY_IP), handle.getinfo(pycurl.PRIMARY_PORT)
        self._phases = replace(
            self._phases,
            connect=_micros(connected),
            tls=_micros(secured - connected) if secured else None,
            first_byte=_micros(begun - ready) if begun else None,
        )
        self._received = Received(
            address=f"[{address}]:{port}" if ":" in address else f"{address}:{port}" if address else "",
            status=handle.getinfo(pycurl.RESPONSE_CODE) or None,
            size=self._stream.size,
        )

    def _check(self, code: int, message: str, handle: pycurl.Curl) -> None:
        """Raise `Failure`, unless the transfer went to its end, or was ended here having told enough."""
        if code == 0:
            return
        was_ended = code in (CUT, _ENDED_HERE) or (code == TOO_LATE and self._stream.counted)
        if was_ended:
            self._received = replace(self._received, is_cut=True)
        elif code == TOO_LATE:
            limit = write_length(self._probe.timeout)
            raise Failure(trouble.TIMEOUT, f"within {limit} {self._stream.size} bytes came")
        else:
            state, words = failure(code, handle.getinfo(pycurl.OS_ERRNO), message)
            name, _, rest = words.partition(": ")
            raise Failure(name, self._secrets.struck_out(rest), state)


def _micros(seconds: float) -> Micros | None:
    return Micros(round(seconds * 1_000_000)) if seconds > 0 else None
