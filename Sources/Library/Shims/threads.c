#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "threads.h"
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

int32_t pansecb_processors(void) {
    // The system call itself, since the C library's sets have room for 1024 processors only.
    uint64_t set[128];
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof set, set), count = 0;
    if (bytes > 0) {
        for (long i = 0; i < bytes / (long)sizeof *set; i++) count += __builtin_popcountll(set[i]);
    } else {
        count = sysconf(_SC_NPROCESSORS_ONLN);
    }
    return count < 1 ? 1 : count > 256 ? 256 : (int32_t)count;
}

/// Adds the size of an object file's thread-local variables.
static int add_thread_locals(struct dl_phdr_info *object, size_t size, void *sum) {
    (void)size;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type == PT_TLS) *(size_t *)sum += part->p_memsz + part->p_align;
    }
    return 0;
}

/// The size of a thread's stack. The C library places thread-local variables in it, and a host may have many.
static size_t whole_stack(size_t stack) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
#if defined(_SC_THREAD_STACK_MIN)
    const long least = sysconf(_SC_THREAD_STACK_MIN);   // includes the state that a signal saves with AMX
    if (least > 0) stack += (size_t)least;
#endif
    dl_iterate_phdr(add_thread_locals, &stack);
    return (stack + page - 1) / page * page;
}

int pansecb_start_thread(uintptr_t *thread, void *(*run)(void *), void *argument, size_t stack) {
    // A fault whose signal is blocked would end the process before the host's handler sees it.
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    sigset_t blocked, before;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&blocked, faults[i]);
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error) return error;
    if (stack) error = pthread_attr_setstacksize(&attributes, whole_stack(stack));
    if (!error) {
        pthread_t handle;
        pthread_sigmask(SIG_SETMASK, &blocked, &before);
        error = pthread_create(&handle, &attributes, run, argument);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (!error) *thread = (uintptr_t)handle;
    }
    pthread_attr_destroy(&attributes);
    return error;
}

void pansecb_name_thread(int32_t number) {
    char name[16];
    snprintf(name, sizeof name, "pansecb-%d", (int)number);
    prctl(PR_SET_NAME, name);
}

static PANSECB_THREAD_LOCAL const void *busy_session;

const void *pansecb_busy_session(void) { return busy_session; }
void pansecb_set_busy_session(const void *session) { busy_session = session; }
