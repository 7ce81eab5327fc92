// For the build only, which tracks this file's headers: headers(_:path:) in Package.swift.
#include "floating_point.h"
#include "kernels.h"
#include "matrices.h"
#include "processor.h"
#include "reserve.h"
#include "system.h"
#include "threads.h"
#include "vectors.h"
