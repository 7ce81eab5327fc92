// Every shim is an inline function of the headers; the package manager wants one source file.
