# attnquiz: build, test, install.
#
#   make                 build/release/attnquiz
#   make MODE=asan       the same under AddressSanitizer and UBSan (also debug, tiny)
#   make test            every test, with the totals at the end
#   make test ONLY=text  the suites whose name contains "text"
#   make bench           what the engine does a second, beside what the machine can do
#   make bench-screen    how long a person waits: start, knob, frame, and the bytes they cost
#   make bench-log       how long statistics of a million answers take, and one more answer
#   make install PREFIX=/usr/local DESTDIR=
#   make SHARED=1        all libraries shared, as distributions like it
#   make V=1             show the commands

MODE   ?= release
PREFIX ?= /usr/local
CC     ?= cc
B      := build/$(MODE)
VERSION := 0.1.0

# ---- Layers: each line says what a layer may include, and what its tests link. ----

LAYERS := base text engine lang lab draw quiz learn tui cli

base.uses   :=
text.uses   := base
engine.uses := base
lang.uses   := engine base
lab.uses    := lang engine base
draw.uses   := lab engine text base
quiz.uses   := lab lang engine text base
learn.uses  := quiz lab lang engine text base
tui.uses    := learn quiz draw lab lang engine text base
cli.uses    := tui learn quiz draw lab lang engine text base

# Third-party libraries, by pkg-config name. A layer not listed uses libc alone.
text.libs   := md4c
draw.libs   := libpng
quiz.libs   := libcjson
learn.libs  := sqlite3
tui.libs    := ncursesw readline

# What a layer must link: itself, what it uses, and what those use in turn (figure
# data brings its tensors along). The order is the layers', highest first.
reverse = $(if $(1),$(call reverse,$(wordlist 2,99,$(1))) $(firstword $(1)))
closure = $(if $(1),$(1) $(call closure,$(foreach l,$(1),$($(l).uses))))
needs   = $(call reverse,$(filter $(1) $(call closure,$($(1).uses)),$(LAYERS)))

# ---- Flags ----

flags.release := -O2
flags.debug   := -O0 -g3
flags.asan    := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
flags.fuzz    := $(flags.asan) -fsanitize=fuzzer-no-link
flags.tiny    := -Os -ffunction-sections -fdata-sections
link.asan     := -fsanitize=address,undefined
link.fuzz     := -fsanitize=fuzzer,address,undefined
link.tiny     := -Wl,--gc-sections -s

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral -Werror=implicit-fallthrough
ifneq ($(WERROR)$(CI),)
WARN += -Werror
endif

# -ffp-contract=off: a multiplication and an addition are fused only where the code says fma.
ALL_CFLAGS  := -std=c17 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -pthread -ffp-contract=off $(flags.$(MODE)) $(WARN) $(CFLAGS)
ALL_LDFLAGS := -pthread $(link.$(MODE)) $(LDFLAGS)

pkg_cflags = $(if $(strip $(1)),$(shell pkg-config --cflags $(1)))
pkg_libs   = $(if $(strip $(1)),$(shell pkg-config --libs $(1)))

# In the program, a library that is there as an archive is built in: to find and bind the shared ones takes as
# long as all the rest of a start. SHARED=1 leaves them shared, as distributions like it.
built_in = $(foreach w,$(1),$(or $(filter /%,$(if $(filter-out -lm -ldl -lpthread,$(filter -l%,$(w))), \
           $(shell $(CC) -print-file-name=$(w:-l%=lib%.a)))),$(w)))
pkg_program = $(if $(SHARED),$(call pkg_libs,$(1)),$(call built_in,$(shell pkg-config --static --libs $(1) \
              2>/dev/null || pkg-config --libs $(1))))

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2);)

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all test unit install uninstall check-layers check-headers clean bench bench-screen bench-log FORCE

all: $(B)/attnquiz $(B)/locale.stamp

# Objects are rebuilt when the compiler or the flags change.
$(B)/flags: FORCE
	$(Q)mkdir -p $(B)
	$(Q)echo '$(CC) $(subst ','\'',$(ALL_CFLAGS) $(ALL_LDFLAGS))' | cmp -s - $@ || \
		echo '$(CC) $(subst ','\'',$(ALL_CFLAGS) $(ALL_LDFLAGS))' > $@

# ---- One static library a layer. It sees, through sees/LAYER, only what it may include. ----

# Files named *_simd.c are compiled once per instruction-set level and chosen at start.
ARCH := $(firstword $(subst -, ,$(shell $(CC) -dumpmachine)))
SIMD_LEVELS := base $(if $(filter x86_64 amd64,$(ARCH)),v3 v4)
simd.base :=
simd.v3   := -march=x86-64-v3
simd.v4   := -march=x86-64-v4

define layer_rules
$(1).src  := $$(sort $$(wildcard src/$(1)/*.c))
$(1).obj  := $$(patsubst src/%.c,$$(B)/obj/%.o,$$(filter-out %_simd.c src/cli/main.c,$$($(1).src))) \
             $$(foreach f,$$(filter %_simd.c,$$($(1).src)),$$(foreach l,$$(SIMD_LEVELS),$$(f:src/%.c=$$(B)/obj/%.$$(l).o)))
$(1).link := $$(foreach l,$$(call needs,$(1)),$$(B)/lib$$(l).a)
$(1).cflags = -I$$(B)/sees/$(1) $$(call pkg_cflags,$$($(1).libs))
$(1).ldlibs = $$(call pkg_libs,$$(foreach l,$$(call needs,$(1)),$$($$(l).libs))) -lm

$$(B)/sees/$(1)/ok: Makefile
	$$(Q)rm -rf $$(@D) && mkdir -p $$(@D)
	$$(Q)for l in $(1) $$($(1).uses); do ln -s $$(CURDIR)/src/$$$$l $$(@D)/$$$$l; done; touch $$@

$$(B)/lib$(1).a: $$($(1).obj)
	$$(call say,AR,$$@)rm -f $$@ && ar rcs $$@ $$^

$$(B)/obj/$(1)/%.o: src/$(1)/%.c $$(B)/flags $$(B)/sees/$(1)/ok
	$$(call say,CC,$$<)mkdir -p $$(@D) && $$(CC) $$(ALL_CFLAGS) $$($(1).cflags) -MMD -MP -c $$< -o $$@

$$(foreach l,$$(SIMD_LEVELS),$$(eval $$(call simd_rule,$(1),$$(l))))

$$(B)/unit/$(1)_%: tests/unit/$(1)_%.c $$($(1).link) $$(B)/flags
	$$(call say,CC,$$<)mkdir -p $$(@D) && $$(CC) $$(ALL_CFLAGS) $$($(1).cflags) $$(call pkg_cflags,cmocka) \
		-MMD -MP $$< $$($(1).link) $$(ALL_LDFLAGS) $$($(1).ldlibs) $$(call pkg_libs,cmocka) -o $$@
endef

define simd_rule
$$(B)/obj/$(1)/%_simd.$(2).o: src/$(1)/%_simd.c $$(B)/flags $$(B)/sees/$(1)/ok
	$$(call say,CC,"$$< ($(2))")mkdir -p $$(@D) && $$(CC) $$(ALL_CFLAGS) -O3 $$(simd.$(2)) -DSIMD=$(2) \
		$$($(1).cflags) -MMD -MP -c $$< -o $$@
endef

$(foreach l,$(LAYERS),$(eval $(call layer_rules,$(l))))

$(B)/attnquiz: $(B)/obj/cli/main.o $(cli.link)
	$(call say,LD,$@)$(CC) $< $(cli.link) $(ALL_LDFLAGS) \
		$(call pkg_program,$(foreach l,$(LAYERS),$($(l).libs))) -lm -o $@

$(B)/obj/cli/main.o: private ALL_CFLAGS += -DDATA_DIR='"$(PREFIX)/share/attnquiz"'

# ---- Translations ----

PO := $(wildcard po/*.po)

$(B)/locale.stamp: $(PO)
	$(Q)for po in $(PO); do dir=$(B)/locale/$$(basename $$po .po)/LC_MESSAGES; \
		mkdir -p $$dir && msgfmt -o $$dir/attnquiz.mo $$po || exit 1; done; touch $@

# ---- Tests ----

UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))

unit: $(UNIT)

$(B)/pty: $(wildcard tests/pty/*.[ch]) $(B)/flags
	$(call say,CC,tests/pty)$(CC) $(ALL_CFLAGS) $(call pkg_cflags,vterm) $(filter %.c,$^) $(ALL_LDFLAGS) \
		$(call pkg_libs,vterm) -o $@

# Fuzz targets, with CC=clang MODE=fuzz: see tests/fuzz/run.
$(B)/fuzz/%: tests/fuzz/%.c $(tui.link) $(B)/flags
	$(call say,CC,$<)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS) -Isrc -MMD -MP $< $(filter %.a,$^) $(ALL_LDFLAGS) \
		$(tui.ldlibs) -o $@

test: all unit $(B)/pty check-layers check-headers
	$(Q)B=$(B) CC='$(CC)' ONLY='$(ONLY)' tests/run

# Every include of a layer, in words, against the lines above (the build enforces them too).
check-layers:
	$(Q)status=0; $(foreach l,$(LAYERS),\
		bad=$$(grep -nE '^#include "' src/$(l)/*.[ch] 2>/dev/null | grep -vE '#include "($(subst $(eval) ,|,$(strip $(l) $($(l).uses))))/'); \
		if [ -n "$$bad" ]; then echo "$(l) may include only: $(l) $($(l).uses)"; echo "$$bad"; status=1; fi;) exit $$status

# Each header compiles alone.
check-headers: $(foreach l,$(LAYERS),$(B)/sees/$(l)/ok)
	$(Q)$(foreach l,$(LAYERS),for h in src/$(l)/*.h; do [ -e $$h ] || continue; \
		echo "#include \"$${h#src/}\"" | $(CC) $(ALL_CFLAGS) $($(l).cflags) -fsyntax-only -x c - || exit 1; done;)

# The engine's speed as shares of the machine's own limits: docs/performance.md.
$(B)/bench: $(wildcard tests/bench/*.[ch]) $(lab.link) $(B)/flags
	$(call say,CC,tests/bench)$(CC) $(ALL_CFLAGS) -Isrc $(filter %.c %.a,$^) $(ALL_LDFLAGS) $(lab.ldlibs) -ldl -o $@

# One number for all the bits that are computed: tests/digest/run.
$(B)/digest: $(wildcard tests/digest/*.[ch]) $(lab.link) $(B)/flags
	$(call say,CC,tests/digest)$(CC) $(ALL_CFLAGS) -Isrc $(filter %.c %.a,$^) $(ALL_LDFLAGS) $(lab.ldlibs) -o $@

bench: $(B)/bench
	$(Q)$< all

# The program's speed to the person before it, in a pseudo-terminal.
$(B)/bench-screen: tests/bench/screen/screen.c $(B)/flags
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $< $(ALL_LDFLAGS) -lutil -o $@

bench-screen: $(B)/bench-screen $(B)/attnquiz
	$(Q)tests/bench/screen/run $(B)

# A large answer log, in the folder for temporary files.
$(B)/bench-log: tests/bench/log/log.c $(learn.link) $(B)/flags
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(call pkg_cflags,$(learn.libs)) -Isrc $< $(learn.link) $(ALL_LDFLAGS) \
		$(learn.ldlibs) -o $@

bench-log: $(B)/bench-log
	$(Q)work=$$(mktemp -d) && cd $$work && $(abspath $<); rm -rf $$work

# ---- Install ----

share := $(DESTDIR)$(PREFIX)/share

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(share)/attnquiz/quizzes $(share)/attnquiz/practice $(share)/attnquiz/lessons/labs \
		$(share)/attnquiz/fonts
	install -m 755 $(B)/attnquiz $(DESTDIR)$(PREFIX)/bin/attnquiz
	install -d $(share)/man/man1
	install -m 644 docs/attnquiz.1 $(share)/man/man1/attnquiz.1
	install -m 644 quizzes/* $(share)/attnquiz/quizzes/
	install -m 644 practice/* $(share)/attnquiz/practice/
	install -m 644 lessons/*.md $(share)/attnquiz/lessons/
	install -m 644 lessons/labs/*.lab $(share)/attnquiz/lessons/labs/
	install -m 644 fonts/*.png fonts/*.txt $(share)/attnquiz/fonts/
	[ ! -d $(B)/locale ] || cp -R $(B)/locale $(share)/attnquiz/

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/attnquiz $(share)/attnquiz $(share)/man/man1/attnquiz.1

clean:
	rm -rf build

-include $(shell find $(B) -name '*.d' 2>/dev/null)
