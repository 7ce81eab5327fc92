#ifndef PANSECB_RESERVE_H
#define PANSECB_RESERVE_H

#include <stdint.h>

/// How often the system has refused memory to Swift code of the embedded library on this thread. A call that makes
/// objects compares the count before and after. If it has grown, objects may lie in the reserve; the call releases them
/// and fails.
uint32_t pansecb_refusals(void);

#endif
