"""What the machine is, and what it does beside the measurement."""
import os
import platform
import re
import time


def cpu_model():
    with open("/proc/cpuinfo") as file:
        names = re.findall(r"^model name\s*:\s*(.+)$", file.read(), re.M)
    return names[0] if names else platform.processor() or "unknown"


def instruction_sets():
    with open("/proc/cpuinfo") as file:
        flags = set(file.read().split())
    return [name for name in ("avx2", "fma", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "amx_bf16")
            if name in flags]


def busy_seconds():
    """Processor time that everybody used since the machine started, all processors together; with what the host took
    away."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal, *_ = (int(v) for v in file.readline().split()[1:])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def peak_megabytes():
    """Largest resident memory of this process so far."""
    with open("/proc/self/status") as file:
        return int(re.search(r"VmHWM:\s*(\d+)", file.read())[1]) / 1024


def wait_until_quiet(patience):
    """Returns as soon as nobody uses a processor for a moment, or after `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        busy = busy_seconds()
        time.sleep(0.1)
        if busy_seconds() - busy < 0.02 or time.monotonic() > end:
            return
