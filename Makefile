# The commands of the project. `make` alone lists them.
SWIFT_BUILD = scripts/fresh-scratch.sh .build && swift build -c release
BUILD = build
TOOL = .build/release/pansecb

help:
	@echo "make example   build the library, and segment a photograph through the C interface"
	@echo "make test      build everything and run all tests"
	@echo "make all       library, command line tool and examples"
	@echo "make check     kernels against their scalar twins, on every instruction set of this machine"
	@echo "make bench     time the kernels"
	@echo "make bench-peers  against ONNX Runtime, OpenVINO, LiteRT, MNN and PyTorch, interleaved in one run (sets up a virtual environment);"
	@echo "               a single size, say: make bench-peers OPTIONS='--sizes 512x1024 --threads 1'"
	@echo "make bench-training  a training step against PyTorch's, in turns; one mode, say: make bench-training OPTIONS='--modes bf16'"
	@echo "make bench-ranks  a training step of two processes, ours under mpirun and PyTorch's with gloo, in turns"
	@echo "make bench-pq  pansecb pq against csEvalPanopticSemanticLabeling, in turns"
	@echo "make compare   networks with random weights against PyTorch (sets up a virtual environment)"
	@echo "make install   library and headers into PREFIX (/usr/local), the tool too"
	@echo "make clean"

all: library tool examples

dependencies:
	scripts/install-dependencies.sh

library:
	scripts/build-library.sh $(BUILD)

tool: dependencies
	$(SWIFT_BUILD) --product pansecb

examples: dependencies library
	scripts/build-examples.sh $(BUILD)

example: examples
	$(BUILD)/segment-c-static Examples/data/streets.pansecb Examples/data/dashcam.jpg $(BUILD)/overlay.png
	$(BUILD)/segment-c-shared Examples/data/streets.pansecb Examples/data/dashcam.jpg $(BUILD)/overlay-shared.png
	$(BUILD)/segment-cpp Examples/data/streets.pansecb Examples/data/dashcam.jpg $(BUILD)/overlay-cpp.png
	@echo "Look at $(BUILD)/overlay.png"

test:
	scripts/install-dependencies.sh --test
	Tests/run.sh $(BUILD)

check: dependencies
	$(SWIFT_BUILD) --product checkkernels
	.build/release/checkkernels

bench: dependencies
	$(SWIFT_BUILD) --product checkkernels
	.build/release/checkkernels --bench

bench-peers:
	scripts/bench-peers.sh --markdown $(OPTIONS)

bench-training:
	scripts/bench-training.sh step $(OPTIONS)

bench-ranks:
	scripts/bench-training.sh ranks $(OPTIONS)

bench-pq: dependencies
	scripts/bench-pq.sh $(OPTIONS)

compare: library tool
	scripts/compare-with-pytorch.sh $(TOOL)

PREFIX = /usr/local
install: library tool
	install -d $(PREFIX)/include $(PREFIX)/lib $(PREFIX)/bin
	install -m 644 include/pansecb.h include/pansecb.hpp $(PREFIX)/include
	install -m 644 $(BUILD)/libpansecb.a $(PREFIX)/lib
	install -m 755 $(BUILD)/libpansecb.so $(PREFIX)/lib/libpansecb.so.1
	ln -sf libpansecb.so.1 $(PREFIX)/lib/libpansecb.so
	install -m 755 $(TOOL) $(PREFIX)/bin

clean:
	rm -rf $(BUILD) .build .build-embedded .build-embedded-grown build-aarch64 .build-aarch64

.PHONY: help all dependencies library tool examples example test check bench bench-peers bench-training bench-ranks bench-pq compare install clean
