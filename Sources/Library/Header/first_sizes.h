/*
 * The structures of the interface grow at their ends (pansecb.h, ABI RULES). These are their sizes in version 1.0 on
 * 64-bit machines, the smallest that a program can have. They never change; a structure of a later version is added
 * with its size in that version.
 */
#ifndef PANSECB_FIRST_SIZES_H
#define PANSECB_FIRST_SIZES_H

#include "../../../include/pansecb.h"

#define PANSECB_FIRST_MODEL_OPTIONS 24
#define PANSECB_FIRST_MODEL_INFO 64
#define PANSECB_FIRST_CLASS 24
#define PANSECB_FIRST_SESSION_OPTIONS 32
#define PANSECB_FIRST_IMAGE 80
#define PANSECB_FIRST_OPTIONS 32
#define PANSECB_FIRST_SEGMENT 56
#define PANSECB_FIRST_RESULT 88
#define PANSECB_FIRST_TIMINGS 64

#define PANSECB_GROWN(structure, first) \
    _Static_assert(sizeof(structure) >= (first), #structure " is smaller than in its first version")
PANSECB_GROWN(pansecb_model_options, PANSECB_FIRST_MODEL_OPTIONS);
PANSECB_GROWN(pansecb_model_info, PANSECB_FIRST_MODEL_INFO);
PANSECB_GROWN(pansecb_class, PANSECB_FIRST_CLASS);
PANSECB_GROWN(pansecb_session_options, PANSECB_FIRST_SESSION_OPTIONS);
PANSECB_GROWN(pansecb_image, PANSECB_FIRST_IMAGE);
PANSECB_GROWN(pansecb_options, PANSECB_FIRST_OPTIONS);
PANSECB_GROWN(pansecb_segment, PANSECB_FIRST_SEGMENT);
PANSECB_GROWN(pansecb_result, PANSECB_FIRST_RESULT);
PANSECB_GROWN(pansecb_timings, PANSECB_FIRST_TIMINGS);
#undef PANSECB_GROWN

#endif
