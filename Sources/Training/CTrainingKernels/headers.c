// For the build only, which follows this file's headers: headers(_:path:) in Package.swift.
#include "training_kernels.h"
