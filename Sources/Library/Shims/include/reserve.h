#ifndef PANSECB_RESERVE_H
#define PANSECB_RESERVE_H

#include <stdint.h>

/// How often the system has refused memory to this thread in the Swift code of the embedded library. A call that makes
/// objects compares it before and after: where it has grown, some may lie in the reserve, and the call gives them back
/// and fails.
uint32_t pansecb_refusals(void);

#endif
