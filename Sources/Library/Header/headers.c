// For the build only, which tracks this file's headers: headers(_:path:) in Package.swift.
#include "../../../include/pansecb.h"
