# The workbook: every build, run, check and book target. `make help` lists what a person uses.
CH      ?= $(lastword $(chapters))
LAYOUT  ?= anos
LAYOUTS ?= $(LAYOUT)
B       := build
Q       := $(if $(V),,@)
quiet   := $(findstring s,$(firstword -$(MAKEFLAGS)))
say      = $(if $(V),,$(if $(quiet),@,@echo "  $1" &&))
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
SHELL   := /bin/sh

# --- what there is ------------------------------------------------------------------------------

# The labs' layout, but for what single checks look at. A layout's architecture, once paging is on;
# the road by which it is booted; its linker script.
home     := anos
layouts  := phoenix amethyst anos kos jinue
arch-phoenix  := x86_64
road-phoenix  := multiboot
arch-amethyst := i686
road-amethyst := multiboot
modules-amethyst := boot/multiboot/module.txt
arch-anos     := x86_64
road-anos     := bios
arch-kos      := x86_64
road-kos      := multiboot
arch-jinue    := i686
road-jinue    := linux
script-jinue  := boot/linux/kernel.ld

# chapters/NN-name/chapter.mk says what a chapter adds to the kernel so far (add) and drops (drop),
# and the same for the boot code (boot, unboot): for all layouts, or, as in add-i686, boot-bios
# and drop-kos, for those of one architecture, road or name. ARCH stands for the architecture.
chapter-dirs := $(notdir $(wildcard chapters/[0-9][0-9]-*))
number = $(patsubst 0%,%,$(firstword $(subst -, ,$1)))
tags-of = $(arch-$1) $(road-$1) $1
lists := add drop boot unboot
for-layout = $($1) $(foreach t,$(call tags-of,$2),$($1-$t))
define chapter # $1 directory, $2 number
$(foreach v,$(lists),$v :=
$(foreach t,$(sort $(foreach l,$(layouts),$(call tags-of,$l))),$v-$t :=
))
flat :=
include chapters/$1/chapter.mk
link-$2 := $$(link)
dir-$2 := $1
chapters += $2
$(foreach l,$(layouts),$(call chapter-of,$2,$l))
endef
define chapter-of # $1 chapter, $2 layout
arch-$1-$2 := $$(if $$(flat),i686,$(arch-$2))
bootsofar-$2 := $$(filter-out $$(call for-layout,unboot,$2),$$(bootsofar-$2) $$(call for-layout,boot,$2))
sofar-$2 := $$(filter-out $$(call for-layout,drop,$2),$$(sofar-$2) $$(call for-layout,add,$2))
boot-$1-$2 := $$(subst ARCH,$$(arch-$1-$2),$$(bootsofar-$2))
files-$1-$2 := $$(subst ARCH,$$(arch-$1-$2),$$(sofar-$2)) chapters/$$(dir-$1)/kmain.c
new-$1-$2 := $$(subst ARCH,$$(arch-$1-$2),$$(call for-layout,boot,$2) $$(call for-layout,add,$2)) \
	chapters/$$(dir-$1)/kmain.c

endef
chapters :=
$(foreach d,$(chapter-dirs),$(eval $(call chapter,$d,$(call number,$d))))

# A lab's files, the reference's that each takes the place of, and the layouts that are graded.
labs     := $(foreach d,$(notdir $(wildcard labs/[0-9][0-9]-*)),$(call number,$d))
lab-dir   = $(dir-$1)
lab-files-0 := serial.c=kernel/core/serial.c e820.asm=boot/bios/e820.asm
lab-files-1 := map.c=kernel/mm/map.c tables.c=boot/tables.c long_mode.asm=boot/x86_64/long_mode.asm paging.asm=boot/i686/paging.asm
lab-files-2 := kspace.c=kernel/mm/kspace.c drop_identity.asm=kernel/arch/i686/drop_identity.asm
lab-files-3 := memmap.c=kernel/mm/memmap.c frames.c=kernel/mm/frames_stack.c bitmap.c=kernel/mm/frames_bitmap.c
lab-layouts-0 := anos
lab-layouts-1 := anos amethyst
lab-layouts-2 := anos amethyst
lab-layouts-3 := anos amethyst

# --- what was asked for must be there ---------------------------------------------------------------

known = $(if $2,$(if $(filter $2,$3),,$(error there is no $1 $2: $(strip $3))))
$(call known,chapter,$(CH),$(chapters))
$(call known,layout,$(LAYOUT),$(layouts) $(if $(filter facts,$(MAKECMDGOALS)),all))
$(call known,lab,$(LAB),$(labs) all)
$(call known,emulator,$(EMU),qemu bochs both)
# A student's tree has no mutants and no references: its kernels are the labs'.
students-tree := $(if $(wildcard grading/mutants),,yes)
ifneq ($(and $(students-tree),$(filter demo check handout bench compare facts refresh skeletons,$(MAKECMDGOALS))),)
$(error make $(MAKECMDGOALS) needs the whole workbook, solutions included; here: make lab3, make grade, make run LAB=3)
endif

# --- compilers ----------------------------------------------------------------------------------

# In CI a warning is an error, but in what students hand in.
warnings := -Wall -Wextra -Wshadow $(if $(OUT),,$(if $(CI),-Werror))
kernel-cflags := -std=gnu11 -O2 -g $(warnings) -I. -Ikernel -ffreestanding -fno-pic -fno-pie -fno-common \
	-fno-stack-protector -fno-strict-aliasing -fno-omit-frame-pointer -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-toplevel-reorder -mgeneral-regs-only \
	'-ffile-prefix-map=$(CURDIR)=.' -MD -MP
cc-i686   := gcc $(kernel-cflags) -m32 -march=i386 -mtune=generic -Ikernel/arch/i686
cc-small  := $(cc-i686) -Os # what must fit into one page, boot/linux/setup.ld
cc-x86_64 := gcc $(kernel-cflags) -mcmodel=kernel -mno-red-zone -Ikernel/arch/x86_64
nasm-i686    = nasm -f elf32 -g -F dwarf -I kernel/arch/ -MD $@.d
nasm-x86_64  = nasm -f elf64 -g -F dwarf -I kernel/arch/ -MD $@.d
# Boot code is one segment with all rights; only a newer ld has to be told that this is meant.
ld-flags  := -z noexecstack -z max-page-size=4096 \
	$(shell ld --help 2>/dev/null | grep -o -m 1 -e --no-warn-rwx-segments)
ld-i686   := ld -m elf_i386 $(ld-flags)
ld-x86_64 := ld -m elf_x86_64 $(ld-flags)
host-cc   := gcc -std=gnu11 -O2 -g $(warnings) -I. -Ikernel -MMD -MP

# --- objects: $B/obj/ARCH/SOURCE.o, and $B/obj/LAYOUT/SOURCE.o for boot code with a layout's numbers ---

define arch
$B/obj/$1/%.c.o: %.c
	$$(call say,CC     $1 $$<) mkdir -p $$(@D) && $$(cc-$1) -c -o $$@ $$<
$B/obj/$1/%.asm.o: %.asm
	$$(call say,NASM   $1 $$<) mkdir -p $$(@D) && $$(nasm-$1) -o $$@ $$<
endef
$(foreach a,i686 small x86_64,$(eval $(call arch,$a)))

$B/host/%.c.o: %.c
	$(call say,CC     host $<) mkdir -p $(@D) && $(host-cc) -c -o $@ $<

layout-tables := $(patsubst %,kernel/layouts/%.c,all layout check $(layouts)) kernel/mm/page_mode.c
$B/constants: $(patsubst %,$B/host/%.o,kernel/layouts/constants.c $(layout-tables))
	$(call say,LD     $@) $(host-cc) -o $@ $^

define layout
$B/$1/layout.inc: $B/constants
	$(Q)mkdir -p $$(@D) && $$< nasm $1 >$$@
$B/$1/layout.ld: $B/constants
	$(Q)mkdir -p $$(@D) && $$< ld $1 >$$@
$B/obj/$1/%.asm.o: %.asm $B/$1/layout.inc
	$$(call say,NASM   $1 $$<) mkdir -p $$(@D) && nasm -f elf32 -g -F dwarf -I $B/$1/ -o $$@ $$<
$B/$1/stage1.bin: boot/bios/stage1.asm $B/$1/layout.inc
	$$(call say,NASM   $1 $$<) nasm -f bin -I $B/$1/ -o $$@ $$<
endef
$(foreach l,$(layouts),$(eval $(call layout,$l)))

# --- images: kernel.elf, and what each boot road needs around it, in one directory ------------------

# Where SOURCE's object is: $2 directory of objects, $3 swapped sources, $4 source.
object = $(if $(filter $4,$3),$(OUT)/obj,$B/obj)/$2/$4.o

# Linked into every kernel, and, compiled for 32 bits, into its boot code.
table-files = kernel/layouts/layout.c kernel/layouts/$1.c kernel/mm/page_mode.c

# The boot code's objects, those in NASM made with the layout's numbers: $1 out, $2 layout,
# $3 chapter, $4 swapped sources.
boot-objects = $(call boot-code,$1,$2,$3,$4) $(foreach f,$(call table-files,$2),$(call object,$1,i686,$4,$f))
boot-code = $(foreach f,$(filter %.asm,$(boot-$3-$2)),$(call object,$1,$2,$4,$f)) \
	$(foreach f,$(filter %.c,$(boot-$3-$2)),$(call object,$1,$(or $(boot-cc-$(road-$2)),i686),$4,$f))
boot-cc-linux := small
link-options = -L $B/$1 --defsym=layout=layout_$1 \
	--defsym=LINK_OFFSET=$(if $(filter high,$(link-$2)),KERNEL_HIGH-KERNEL_START,0)
linked = $(call say,LD     $@) mkdir -p $(@D) && $(ld-$1) $2 -T $(filter %.ld,$<) -o $@ $(filter %.o,$^)

define image # $1 out, $2 layout, $3 chapter, $4 swapped sources
$1/kernel.elf: $(or $(script-$2),kernel/kernel.ld) $B/$2/layout.ld \
	$(foreach f,$(files-$3-$2) $(call table-files,$2),$(call object,$1,$(arch-$3-$2),$4,$f))
	$$(call linked,$(arch-$3-$2),$(call link-options,$2,$3))
$1/kernel.bin: $1/kernel.elf
	$(Q)objcopy -O binary -j .text -j .rodata -j .data $$< $$@
$(call image-$(road-$2),$1,$2,$3,$4)
$1/image: $(addprefix $1/,$(products-$(road-$2)))
.PHONY: $1/image
endef

# Of each road: what is built; what QEMU boots at once, as what; where the boot code's symbols are.
products-bios = boot.img
quick-bios   := boot.img
medium-bios  := floppy
symbols-bios := stage2.elf
define image-bios
$1/stage2.elf: boot/bios/stage2.ld $B/$2/layout.ld $(boot-objects)
	$$(call linked,i686,$(call link-options,$2,$3))
$1/stage2.bin: $1/stage2.elf
	$(Q)objcopy -O binary -j .text -j .rodata -j .data $$< $$@
$1/boot.img: $B/$2/stage1.bin $1/stage2.bin $B/memmap.bin $1/kernel.bin
	$$(call say,IMAGE  $$@) rm -f $$@ && \
		mformat -C -i $$@ -f 1440 -d 1 -r 9 -N 0 -B $B/$2/stage1.bin :: && \
		mcopy -i $$@ $1/stage2.bin ::STAGE2.BIN && mcopy -i $$@ $B/memmap.bin ::MEMMAP.BIN && \
		mcopy -i $$@ $1/kernel.bin ::KERNEL.BIN
endef

# GRUB's image is for machines without -kernel; EMU=qemu leaves it out. modules/: what QEMU is given
# beside the kernel.
products-multiboot = boot.elf modules/.made $(if $(filter qemu,$(EMU)),,boot.iso)
quick-multiboot   := boot.elf
medium-multiboot  := kernel
symbols-multiboot := boot.elf
define image-multiboot
$1/kernel.bin.o: $1/kernel.bin
	$(Q)objcopy -I binary -O elf32-i386 --rename-section .data=.kernel $$< $$@
$1/boot.elf: boot/multiboot/boot.ld $B/$2/layout.ld $(boot-objects) $1/kernel.bin.o
	$$(call linked,i686,$(call link-options,$2,$3))
$1/modules/.made: $(modules-$2)
	$(Q)rm -rf $$(@D) && mkdir -p $$(@D) $(if $(modules-$2),&& cp $(modules-$2) $$(@D)) && touch $$@
$1/boot.iso: $1/boot.elf boot/multiboot/$2.cfg $(modules-$2)
	$$(call iso,boot/multiboot/$2.cfg,$1/boot.elf $(modules-$2))
endef

# The kernel is loaded as an ELF file, and so is the loader that it starts last.
products-linux = boot.bin $(if $(filter qemu,$(EMU)),,boot.iso)
quick-linux   := boot.bin
medium-linux  := kernel
symbols-linux := setup.elf
define image-linux
$1/kernel.o: $1/kernel.elf
	$(Q)objcopy -S $$< $1/kernel.file && cd $1 && \
		objcopy -I binary -O elf32-i386 --rename-section .data=.kernel kernel.file $$(@F)
$1/setup.elf: boot/linux/setup.ld $B/$2/layout.ld $(call boot-code,$1,$2,$3,$4) $1/kernel.o $B/$2/loader.o
	$$(call linked,i686,-L $B/$2)
$1/boot.bin: $1/setup.elf
	$$(call say,IMAGE  $$@) objcopy -O binary -j .real -j .setup32 -j .kernel -j .proc $$< $$@
$1/boot.iso: boot/linux/$2.cfg $1/boot.bin
	$$(call iso,$$<,$1/boot.bin)
endef
$B/%/loader.o: $B/obj/%/boot/linux/loader.asm.o
	$(Q)$(ld-i686) -s -o $(@D)/loader.elf $< && cd $(@D) && \
		objcopy -I binary -O elf32-i386 --rename-section .data=.proc loader.elf $(@F)

# A CD that boots with GRUB: $1 its grub.cfg, $2 files for /boot, $3 modules of GRUB's besides the usual.
define iso
$(call say,IMAGE  $@) rm -rf $(@D)/iso && mkdir -p $(@D)/iso/boot/grub && \
	cp $2 $(@D)/iso/boot && cp $1 $(@D)/iso/boot/grub/grub.cfg && \
	grub-mkrescue -o $@ -d /usr/lib/grub/i386-pc --fonts= --locales= --themes= \
		--install-modules='normal iso9660 biosdisk multiboot multiboot2 linux linux16 $3' $(@D)/iso >$@.log 2>&1 || \
		{ tail -5 $@.log >&2; exit 1; }
endef
image-of = $(eval $(call image,$1,$2,$3,$4))
$(foreach l,$(layouts),$(foreach c,$(chapters),$(call image-of,$B/$l/$c,$l,$c)))

# What these layouts' kernels of these chapters are booted from.
images = $(foreach l,$1,$(foreach c,$2,$(addprefix $B/$l/$c/,$(products-$(road-$l)))))
all-images = $(call images,$(layouts),$(chapters))

# An empty MEMMAP.BIN: the firmware's map is used. The grader fills in its own.
$B/memmap.bin:
	$(Q)mkdir -p $(@D) && { head -c 6128 /dev/zero; printf 'MEMMAP override\0'; } >$@

image: $(foreach l,$(LAYOUTS),$B/$l/$(CH)/image)

# `make lab-image LAB=3 FROM=dir OUT=dir`: chapter LAB's kernel with the lab's files from FROM. The
# labs in MINE (1-3, or 1 3) come from labs/, and so does every file whose reference is not here.
# Another layout's kernel (LAYOUT, or several: LAYOUTS) is made in OUT-LAYOUT, of the same objects.
compile = $(if $(filter %.asm,$2),$(nasm-$1),$(cc-$1) -c)
define swap # $1 student's file, $2 reference's
swapped += $2
$(OUT)/obj/i686/$2.o: $1
	$$(call say,CC     i686 $$<) mkdir -p $$(@D) && $$(call compile,i686,$2) -o $$@ $$<
$(OUT)/obj/x86_64/$2.o: $1
	$$(call say,CC     x86_64 $$<) mkdir -p $$(@D) && $$(call compile,x86_64,$2) -o $$@ $$<
$(foreach l,$(LAYOUTS),$(call swap-boot,$1,$2,$l))
endef
define swap-boot # … $3 layout
$(OUT)/obj/$3/$2.o: $1 $B/$3/layout.inc
	$$(call say,NASM   $3 $$<) mkdir -p $$(@D) && nasm -f elf32 -g -F dwarf -I $B/$3/ -o $$@ $$<

endef
apart = $1$(addprefix -,$(filter-out $(home),$2))
mine := $(foreach r,$(MINE),$(shell seq $(subst -, ,$r)))
there = $(if $(wildcard $1),$1,$(error $1 is missing))
source-of = $(if $(filter $1,$(LAB)),$(FROM),labs/$(call lab-dir,$1))
ifdef OUT
swapped :=
$(foreach k,$(labs),$(foreach p,$(lab-files-$k),\
	$(if $(or $(filter $k,$(LAB) $(mine)),$(if $(wildcard $(lastword $(subst =, ,$p))),,missing)),\
	$(eval $(call swap,$(call there,$(call source-of,$k)/$(firstword $(subst =, ,$p))),$(lastword $(subst =, ,$p)))))))
$(foreach l,$(LAYOUTS),$(call image-of,$(call apart,$(OUT),$l),$l,$(LAB),$(swapped)))
endif
lab-image: $(foreach l,$(LAYOUTS),$(call apart,$(OUT),$l)/image)

# --- set-up: the packages that a target needs are installed where that is allowed -----------------

packages-build := gcc binutils libc6-dev nasm mtools grub-pc-bin grub-common xorriso
packages-run   := qemu-system-x86 bochs bochs-term bochsbios vgabios
packages-grade := $(packages-run) libjansson-dev
packages-gdb   := gdb
packages-check := libcmocka-dev clang libclang-rt-dev
installed = dpkg-query -W -f '$${db:Status-Status}' $1 2>/dev/null | grep -q '^installed'

# Once a run; a system without dpkg must have them all. Packages that the release does not know
# are left out: what needs them says so.
$B/have-%:
	$(Q)mkdir -p $B; command -v dpkg-query >/dev/null || { touch $@; exit 0; }; \
	missing=; for p in $(packages-$*); do $(call installed,$$p) || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then touch $@; exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo='sudo -n'; \
	if ! $$sudo true 2>/dev/null; then \
		echo "Missing:$$missing. Run: sudo apt-get install --no-install-recommends$$missing" >&2; exit 1; fi; \
	echo "installing$$missing" >&2; \
	$$sudo apt-get update -qq >$B/apt.log 2>&1 || true; known=; \
	for p in $$missing; do if apt-cache show $$p >/dev/null 2>&1; then known="$$known $$p"; fi; done; \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$known \
		>>$B/apt.log 2>&1 || { tail -5 $B/apt.log >&2; echo "apt-get failed; all of it: $B/apt.log" >&2; exit 1; }; \
	touch $@

doctor:
	$(Q)bad=0; for p in $(packages-build) $(packages-grade) $(packages-gdb) $(packages-check); do \
		if $(call installed,$$p); then echo "ok      $$p $$(dpkg-query -W -f '$${Version}' $$p)"; \
		else echo "MISSING $$p: sudo apt-get install --no-install-recommends $$p"; bad=1; fi; done; exit $$bad

# --- labs ---------------------------------------------------------------------------------------

# One make at a time builds in a tree: targets that people type take the lock first.
locked = $(Q)mkdir -p $B && flock $B/lock $(MAKE) $(if $(V),,-s) --no-print-directory -j$(shell nproc)

# The skeletons are cut from the reference; `make check` sees to it that they are the same.
define skeleton # $1 lab, $2 student's file, $3 reference's
skeletons += cut-$1-$2
cut-$1-$2: file := labs/$(call lab-dir,$1)/$2
cut-$1-$2:
	$$(Q)mkdir -p $B && awk -v lab=$1 -f labs/cut.awk $3 >$B/$$@ && \
	if cmp -s $B/$$@ $$(file); then rm $B/$$@; \
	elif [ -z "$$(FORCE)" ] && [ -f $$(file) ] && ! git diff --quiet HEAD -- $$(file) 2>/dev/null; then \
		echo "$$(file) has changes of yours: FORCE=1 replaces it" >&2; rm $B/$$@; exit 1; \
	else mv $B/$$@ $$(file); fi
endef
$(foreach k,$(labs),$(foreach p,$(lab-files-$k),\
	$(eval $(call skeleton,$k,$(firstword $(subst =, ,$p)),$(lastword $(subst =, ,$p))))))
skeletons: $(skeletons)

# `make grade`: the lab built last, or LAB=n, LAB=all, T=3.2; see `make help`.
grade-options = --lab $(or $(LAB),$(if $(T),all,$(shell cat $B/last-lab 2>/dev/null || echo all))) \
	$(if $(T),--test $(T)) $(if $(SEED),--seed $(SEED)) $(if $(EMU),--emulator $(EMU)) \
	$(if $(REF),--reference) $(if $(SUBMISSION),--from "$$SUBMISSION") \
	$(if $(JSON),--json "$$JSON") $(if $(JUNIT),--junit "$$JUNIT") $(if $(TAP),--tap)
# make's own exit status would be 2 for whatever fails; the grader's 1 means that points were lost.
# Under -q make runs only lines marked +, and ends with 1 if a goal would need another one.
ifneq ($(filter grade facts matrix,$(MAKECMDGOALS)),)
ifeq ($(words $(MAKECMDGOALS)),1)
MAKEFLAGS += -q
endif
endif
verdict := $B/verdict.$(shell echo $$PPID)
plainly  = env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL $(if $(MINE),MINE="$(MINE)")
$(verdict):
	+@mkdir -p $B; $(plainly) flock $B/lock $(MAKE) -s -j$(shell nproc) grader \
		$(if $(filter matrix,$(MAKECMDGOALS)),cells) || exit 2; \
	$(plainly) $B/grade $(grader-options); echo $$? >$@
cells: $(foreach l,$(layouts),$(foreach c,$(chapters),$B/$l/$c/image))
grader: $B/grade | $B/have-build $B/have-grade
judge = $(if $(filter 0,$1),,$(if $(filter 1,$1),@exit 1,$(error the grader did not come to a verdict)))
grade facts matrix: $(verdict)
	$(call judge,$(shell cat $<; rm -f $<))
grade: grader-options = $(grade-options)
matrix: grader-options = --matrix $(lastword $(chapters)) --emulator $(or $(EMU),both)
facts: grader-options = --facts $(LAYOUT) --emulator $(or $(EMU),both)

lab-references:
	@echo $(foreach p,$(lab-files-$(LAB)),$(lastword $(subst =, ,$p)))

handout: LAB ?= $(lastword $(labs))
handout:
	$(Q)sh labs/handout.sh $(LAB) $(or $(THROUGH),none) $B/handout-lab$(LAB) \
		"$(foreach k,$(labs),$(foreach p,$(lab-files-$k),$k=$(subst =,:,$p)))" && \
		echo "the students' tree for lab $(LAB): $B/handout-lab$(LAB)"

lab-targets := $(addprefix lab,$(labs))
$(lab-targets): lab%: | $B/have-build
	$(Q)mkdir -p $B && echo $* >$B/last-lab
	$(locked) lab-image LAB=$* FROM=labs/$(call lab-dir,$*) OUT=$B/lab$* \
		LAYOUTS='$(lab-layouts-$*)' EMU=qemu
	$(Q)echo "lab $* is built: make grade, make run LAB=$*, make bochs LAB=$*"

# --- host programs: $B/NAME from objects in $B/host ---------------------------------------------------

host = $(patsubst %,$B/host/%.o,$1)
# The grader without its main(): whoever drives a machine links what it needs of it.
$B/grading.a: $(call host,$(filter-out grading/grade.c,$(wildcard grading/*.c)))
	$(call say,AR     $@) rm -f $@ && ar rcs $@ $^

$B/host/%.asm.o: %.asm
	$(call say,NASM   host $<) mkdir -p $(@D) && nasm -f elf64 -o $@ $<

$B/grade: $(call host,$(wildcard grading/grade.c grading/labs/*.c grading/facts/*.c grading/matrix/*.c) $(layout-tables)) \
	$B/host/grading/probe.asm.o
$B/transcript: $(call host,diagrams/transcript.c $(layout-tables))
pictures := $(addprefix diagrams/,dump.c picture.c strip.c listing.c figure.c column.c svg.c) \
	$(layout-tables) kernel/mm/memmap_names.c kernel/mm/range.c
$B/map-tool: $(call host,diagrams/map.c $(pictures))
$B/compare: $(call host,$(addprefix diagrams/,compare.c cells.c cells_space.c cells_frames.c table.c bars.c) $(pictures))
$B/tests/boots: $(call host,$(wildcard grading/tests/boots_*.c) grading/tests/test_boots.c $(layout-tables))
$B/tour: $(call host,$(wildcard chapters/tour/*.c))
$B/grade $B/transcript $B/map-tool $B/compare $B/tests/boots $B/tour: $B/grading.a
	$(call say,LD     $@) mkdir -p $(@D) && $(host-cc) -z noexecstack -o $@ $(filter %.o,$^) $(filter %.a,$^) -ljansson

# Hosted tests of the kernel's pure modules, and fuzzers of what reads strangers' bytes.
hosted-cflags := -std=gnu11 -g -O1 $(warnings) -fsanitize=address,undefined -fno-sanitize-recover=all \
	-I. -Ikernel -Ikernel/arch/host
not-written := kernel/arch/host/not_written.c
walker := kernel/mm/walk.c kernel/mm/map.c kernel/mm/page_mode.c
unit-format := kernel/core/format.c
unit-range  := kernel/mm/range.c
unit-memmap := kernel/mm/memmap.c kernel/mm/memmap_names.c kernel/mm/range.c $(not-written)
unit-walk   := $(walker) $(not-written)
unit-space  := kernel/mm/space.c kernel/mm/space_change.c kernel/mm/space_count.c kernel/mm/entries.c \
	kernel/mm/walk.c kernel/mm/page_mode.c
unit-acpi   := kernel/mm/acpi.c
unit-layout := $(layout-tables)
unit-pci    := kernel/core/pci.c
unit-handover := kernel/mm/frames_handover.c kernel/mm/range.c kernel/layouts/layout.c
# test_frames.c with each allocator: unit-frames-NAME is the allocator and all that it links with,
# and grading/tests/frames_NAME.c shows it the machine.
frame-allocators := runs stack bitmap list
unit-frames-runs := kernel/mm/runs.c kernel/mm/fresh.c kernel/mm/frames_runs.c kernel/mm/ledger.c
unit-frames-stack := kernel/mm/frames_stack.c kernel/mm/ledger.c
unit-frames-bitmap := kernel/mm/frames_bitmap.c kernel/mm/ledger_fixed.c
unit-frames-list := kernel/mm/frames_list.c
test-frames = grading/tests/frames_machine.c grading/tests/frames_$1.c $(walker) kernel/mm/range.c \
	kernel/layouts/layout.c $(not-written) $(unit-frames-$1)
units := format range memmap walk space acpi layout pci handover $(addprefix frames-,$(frame-allocators))
fuzz-memmap    := kernel/mm/memmap.c kernel/mm/range.c $(not-written)
fuzz-boot_info := kernel/core/boot_info.c
fuzz-format    := kernel/core/format.c
fuzz-words     := kernel/core/words.c
fuzzers := memmap boot_info format words

define hosted
$B/tests/$1-$2: $3 $4
	$$(call say,CC     $$@) mkdir -p $$(@D) && $5 $(hosted-cflags) -o $$@ $$^ $6
endef
$(foreach u,$(filter-out frames-%,$(units)),\
	$(eval $(call hosted,unit,$u,grading/tests/test_$u.c,$(unit-$u),gcc,-lcmocka)))
$(foreach a,$(frame-allocators),\
	$(eval $(call hosted,unit,frames-$a,grading/tests/test_frames.c,$(call test-frames,$a),gcc,-lcmocka)))
$(foreach f,$(fuzzers),$(eval $(call hosted,fuzz,$f,grading/fuzz/$f.c,$(fuzz-$f),clang -fsanitize=fuzzer,)))

map: machine-ready | $B/have-grade
	$(locked) $B/map-tool
	$(Q)mkdir -p $B/map && $B/map-tool $(LAYOUT) $(stage) $(built) $B/map/$(LAYOUT)-$(stage).svg

compare: | $B/have-build $B/have-grade
	$(locked) compare-programs
	$(Q)mkdir -p $B/map && $B/compare $B $(CH) $B/map/compare-$(CH).svg $(layouts) && \
		printf '\n%s\n' $B/map/compare-$(CH).svg
compare-programs: $B/compare $(call images,$(layouts),$(CH))

# Disks that a machine must refuse: a file missing, or the BIOS broken by a boot sector that runs
# before the real one, which is moved to the last of the 2880 sectors.
$B/anos/3/no-stage2.img: file := STAGE2.BIN
$B/anos/3/no-kernel.img: file := KERNEL.BIN
$B/anos/3/no-%.img: $B/anos/3/boot.img
	$(Q)cp $< $@ && mdel -i $@ ::$(file)
$B/anos/3/no-e820.img: hook := -D VECTOR=0x15 -D HANDLER=no_e820
$B/anos/3/bad-1.img: hook := -D VECTOR=0x13 -D HANDLER=bad_disk -D CYLINDER=1
$B/anos/3/bad-2.img: hook := -D VECTOR=0x13 -D HANDLER=bad_disk -D CYLINDER=2
broken-bios := $(addprefix $B/anos/3/,no-e820.img bad-1.img bad-2.img)
$(broken-bios): $B/anos/3/boot.img grading/tests/broken_bios.asm
	$(Q)nasm -f bin $(hook) -o $@.sector grading/tests/broken_bios.asm && { cat $@.sector; \
		tail -c +513 $< | head -c 1473536; head -c 512 $<; } >$@ && rm $@.sector

# jinue's image spoiled: the BIOS call another one, no ELF file, cut short.
$B/tests/jinue-no-e820/boot.bin: spoil := s/\x66\xb8\x20\xe8/\x66\xb8\x21\xe8/
$B/tests/jinue-bad-kernel/boot.bin: spoil := 0,/\x7fELF/s//\x7fELG/
$B/tests/jinue-no-e820/boot.bin $B/tests/jinue-bad-kernel/boot.bin: $B/jinue/3/boot.bin
	$(Q)mkdir -p $(@D) && LC_ALL=C sed '$(spoil)' $< >$@
$B/tests/jinue-no-loader/boot.bin: $B/jinue/3/setup.elf
	$(Q)mkdir -p $(@D) && objcopy -O binary -j .real -j .setup32 -j .kernel $< $@
$B/tests/jinue-%/boot.iso: boot/linux/jinue.cfg $B/tests/jinue-%/boot.bin
	$(call iso,$<,$(@D)/boot.bin)
# For boots_*.c besides the cells and these disks: files to be loaded, and GRUB's other Linux command.
$B/tests/zeroes-%:
	$(Q)mkdir -p $(@D) && truncate -s $* $@
$B/tests/boots-%/boot.iso: grading/tests/boots_%.cfg $B/jinue/3/boot.bin
	$(call iso,$<,$B/jinue/3/boot.bin,mmap)
boots-files = $(broken-disks) $(addprefix $B/tests/,zeroes-2M zeroes-2200K zeroes-2300K zeroes-5M \
	boots-linux/boot.iso boots-hole/boot.iso)
broken-disks := $(addprefix $B/anos/3/,no-stage2.img no-kernel.img) $(broken-bios) \
	$(foreach n,no-e820 bad-kernel no-loader,$B/tests/jinue-$n/boot.iso)

# --- transcripts: what the chapters show of a kernel's words -----------------------------------------

# NAME.ask is typed at anos, NAME-LAYOUT.ask at another layout's kernel.
asks := $(wildcard chapters/*/*.ask)
layout-of-ask = $(or $(filter $(layouts),$(lastword $(subst -, ,$(basename $(notdir $1))))),anos)
transcript-of = $B/transcript $B/$(call layout-of-ask,$1)/$(call number,$(notdir $(patsubst %/,%,$(dir $1)))) $1
# What the text shows, made anew: figures, comparisons, transcripts, listings, skeletons. `make check`
# has it made in another place, INTO=place/, and fails when any of it is stale.
refresh: skeletons figures comparisons transcripts tour-transcripts listings
places: # INTO's directories
	$(Q)mkdir -p $(INTO)diagrams $(addprefix $(INTO)chapters/,$(chapter-dirs))
figures: $B/map-tool $(all-images) places
	$(Q)set -e; $(foreach l,$(layouts),$(foreach c,$(chapters),\
		$< $l $c $B/$l/$c $(INTO)diagrams/$l-$c.svg >/dev/null;))
comparisons: $B/compare $(all-images) places
	$(Q)set -e; $(foreach c,$(chapters),\
		$< $B $c $(INTO)diagrams/compare-$c.svg $(layouts) >$(INTO)chapters/$(dir-$c)/compare.txt;)
listings: comparisons transcripts
	$(Q)awk -v mode=refresh -f chapters/listings.awk $(wildcard chapters/*/chapter.md)
transcripts: $B/transcript $(all-images) places
	$(Q)set -e; $(foreach a,$(asks),$(call transcript-of,$a) >$(INTO)$(a:.ask=.txt);)

# --- looking inside: run, tours in Bochs, gdb ---------------------------------------------------------

# The machine meant: a chapter's, or with LAB=3 the one with the student's files. T=3.2: the one on
# which that check failed last; the grader has kept its disk, and its size, chipset and CPU.
stage := $(or $(LAB),$(CH))
theirs := $(or $(LAB),$(if $(students-tree),$(CH)))
lab-is = LAB=$(theirs) FROM=labs/$(call lab-dir,$(theirs)) OUT=$B/lab$(theirs)
built := $(if $(theirs),$(call apart,$B/lab$(theirs),$(LAYOUT)),$B/$(LAYOUT)/$(CH))
failed := $(and $(T),$(filter run gdb bochs tour,$(MAKECMDGOALS)))
ifneq ($(failed),)
kept := $(or $(wildcard $B/debug/$(T).args),$(error no failure of check $(T) is kept: make grade T=$(T)))
kept := $(shell cat $(kept))
endif
road := $(road-$(LAYOUT))
medium := $(or $(word 4,$(kept)),$(medium-$(road)))
disk := $(if $(failed),$B/debug/$(T).img,$(built)/$(quick-$(road)))
# Bochs has no -kernel: from GRUB's CD, without the map that the check had planted.
bochs-disk := $(if $(and $(failed),$(filter-out kernel,$(medium))),$(disk),\
	$(built)/$(if $(filter bios,$(road)),boot.img,boot.iso))
ram-mib := $(or $(word 1,$(kept)),64)
bochsrc := $(if $(failed),$B/debug/$(T).bochsrc,boot/bochsrc)
$B/debug/$(T).bochsrc: boot/bochsrc
	$(Q)sed 's/^megs:.*/megs: $(ram-mib)/' $< >$@
machine-ready: | $B/have-build
	$(locked) $(if $(theirs),lab-image $(lab-is),image) >&2
tour-ready: machine-ready | $B/have-run
	$(locked) $B/tour $(built)/tour.plan $(if $(theirs),$(lab-is)) >&2

# A tour's names become addresses; stops that a student's file does not have are left out.
define plan # $1 directory, $2 chapter, $3 more for awk
$1/tour.plan: chapters/tour/tour.awk chapters/$(dir-$2)/tour.bochs $(addprefix $1/,$(products-$(road)))
	$$(Q)awk -v dir=$1 -v boot=$(symbols-$(road)) -v constants=$B/$(LAYOUT)/layout.inc -v plan=$$@ \
		-v symbols=$1/tour.sym $3 -f $$(wordlist 1,2,$$^)
endef
$(foreach c,$(chapters),$(eval $(call plan,$B/$(LAYOUT)/$c,$c,$(if $(filter anos,$(LAYOUT)),,-v lenient=1))))
$(if $(filter $(labs),$(LAB)),$(eval $(call plan,$(built),$(LAB),-v lenient=1)))

tour bochs: tour-ready $(bochsrc)
	$(Q)$B/tour $(if $(filter bochs,$@),-i) $(bochsrc) $(bochs-disk) $(built)/tour.plan

# Nothing is written to the image; the kernel's serial line is standard input and output.
qemu = qemu-system-$1 -nodefaults -no-user-config -machine $(or $(word 2,$(kept)),pc) \
 -cpu $(or $(word 3,$(kept)),max) -m $(ram-mib)M -display none -vga std $(qemu-$(medium)) -no-reboot
qemu-floppy = -drive file=$(disk),format=raw,if=floppy,snapshot=on
qemu-cdrom  = -cdrom $(disk)
qemu-kernel = -kernel $(disk) $(if $(modules-$(LAYOUT)),-initrd $(subst $(blank),$(comma),$(strip $(modules-$(LAYOUT)))))
blank := $() $()
comma := ,
boot-command: machine-ready
	@echo '$(call qemu,x86_64) -serial stdio'

run-qemu = echo '(off, typed at the monitor, switches the machine off; Ctrl-A x leaves QEMU)' && \
	$(call qemu,x86_64) -serial mon:stdio
run-bochs = echo '(off, typed at the monitor, ends it; Ctrl-C stops the machine in the debugger)' && \
	$B/tour -r $(bochsrc) $(bochs-disk)
run: $(if $(filter bochs,$(EMU)),tour-ready $(bochsrc),machine-ready) | $B/have-run
	$(Q)$(run-$(or $(EMU),qemu))

# Chapter 0 is 32-bit code to gdb as well. GDB='-batch -ex …' adds commands.
gdb-qemu = $(call qemu,$(if $(filter i686,$(arch-$(stage)-$(LAYOUT))),i386,x86_64)) -serial file:$(built)/serial.txt
gdb: machine-ready | $B/have-gdb $B/have-run
	$(Q)gdb -q -nx $(built)/kernel.elf -ex 'add-symbol-file $(built)/$(symbols-$(road))' \
		-ex 'target remote | exec $(gdb-qemu) -gdb stdio -S' -x boot/gdbinit $(GDB)
.PHONY: machine-ready tour-ready tour bochs boot-command run gdb tour-transcripts check-tours

# What the chapters show of their tours. chapters/NN-name/tour.txt is Bochs' word.
tours := $(foreach c,$(chapters),$B/anos/$c/tour.plan)
tour-transcripts: $B/tour $(tours)
	$(Q)set -e; $(foreach c,$(chapters),$B/tour boot/bochsrc $B/anos/$c/boot.img $B/anos/$c/tour.plan \
		>chapters/$(dir-$c)/tour.txt;)
check-tours: $B/tour $(tours)
	$(Q)set -e; $(foreach c,$(chapters),$B/tour boot/bochsrc $B/anos/$c/boot.img $B/anos/$c/tour.plan | \
		diff chapters/$(dir-$c)/tour.txt -;) sh chapters/tour/test.sh $B/tour $B/anos/2

# --- help ---------------------------------------------------------------------------------------------

define help
  make demo                      boots every stage in both emulators, grades, draws the map
  make check                     all tests
  make doctor                    what this machine lacks

  make run CH=3                  a chapter's kernel, its monitor on this terminal (EMU=bochs too)
  make bochs CH=3                step through it in Bochs' debugger, guided; make tour prints the walk
  make gdb CH=3                  step through it in gdb, symbols loaded
  make map CH=3                  its memory map and page tables, here and as build/map/anos-3.svg
  make compare CH=3              all layouts side by side, here and as build/map/compare-3.svg
  make facts LAYOUT=anos         what the real kernel's document says, and whether it holds here
  make matrix                    every layout's kernels on both emulators

  make lab3                      build the lab with your files (MINE=1-2: your earlier labs too)
  make grade                     grade the lab built last; LAB=3, LAB=all, T=3.2, SEED=7,
                                 EMU=qemu|bochs|both, JSON=file, JUNIT=file, TAP=1
  make run LAB=3                 your kernel; make bochs LAB=3, make gdb LAB=3 as well; with T=3.2
                                 the machine on which that check failed
  make handout LAB=3             a tree for students, without solutions (THROUGH=2: labs 0-2 solved)
  make grade LAB=3 SUBMISSION=d  grade the lab's files found in directory d; REF=1: the reference

  make tree CH=3                 the kernel so far in reading order; make count CH=3: its lines
  make bench                     how long a verdict takes
  make bench-frames              what phoenix's frame allocator costs, in instructions
  make refresh                   renew skeletons, listings, transcripts, tours and figures
  make compile_commands.json     for editors
  TIMEOUT_SCALE=3 in the environment gives slow machines three times as long.
endef
export help
help:
	@echo "$$help"

# Reading order: the boot road, then the files as the chapters bring them in, new ones marked +.
tree:
	@for f in $(boot-$(CH)-$(LAYOUT)) $(call table-files,$(LAYOUT)) $(files-$(CH)-$(LAYOUT)); do \
		case " $(new-$(CH)-$(LAYOUT)) " in *" $$f "*) echo "+ $$f" ;; *) echo "  $$f" ;; esac; done | \
		awk '!seen[$$NF]++'
layouts chapters:
	@echo $($@)
count:
	@wc -l $(sort $(boot-$(CH)-$(LAYOUT)) $(files-$(CH)-$(LAYOUT)) $(call table-files,$(LAYOUT))) | tail -1

bench: | $B/have-build $B/have-grade
	$(locked) $B/grade
	$(Q)sh grading/bench.sh

$B/bench-frames: $(call host,grading/tests/bench_frames.c kernel/mm/runs.c kernel/mm/fresh.c \
	kernel/mm/frames_runs.c kernel/mm/range.c kernel/mm/page_mode.c kernel/layouts/layout.c)
	$(call say,LD     $@) $(host-cc) -o $@ $^
bench-frames: $B/bench-frames
	$(Q)sh grading/bench_frames.sh
.PHONY: bench-frames

# An entry a file, from what make would run.
compile_commands.json:
	$(Q)$(MAKE) -Bnk V=1 --no-print-directory image CH=3 | grep -oE '&& gcc .* -c -o [^ ]+ [^ ]+\.c$$' | \
		sed 's/^&& //' | awk -v dir="$(CURDIR)" 'BEGIN { print "[" } { gsub(/"/, "\\\""); \
		printf "%s{\"directory\": \"%s\", \"command\": \"%s\", \"file\": \"%s\"}", sep, dir, $$0, $$NF; \
		sep = ",\n" } END { print "\n]" }' >$@

# --- everything at once ------------------------------------------------------------------------------

demo: | $B/have-build $B/have-grade
	$(locked) demo-programs
	$(Q)for c in $(chapters); do for e in qemu bochs; do \
		printf '%-5s  chapter %s  ' $$e $$c; \
		$B/transcript $B/$(LAYOUT)/$$c /dev/null $$(echo $$e | grep bochs) | grep ^ready: || exit 1; done; done
	$(Q)echo; $(plainly) $B/grade --lab all --reference --emulator both
	$(Q)echo; mkdir -p $B/map; $B/map-tool $(LAYOUT) 3 $B/$(LAYOUT)/3 $B/map/$(LAYOUT)-3.svg
demo-programs := $B/grade $B/transcript $B/map-tool $(foreach c,$(chapters),$B/$(LAYOUT)/$c/image)
demo-programs: $(demo-programs)

# --- tests --------------------------------------------------------------------------------------------

# NAME=COMMAND, the longest first. SUITES='boots facts' runs these alone.
suite-mutants   := sh grading/mutants/run.sh -e both 0 1 2 3
suite-together  := sh grading/tests/test_together.sh
suite-seeds     := sh grading/tests/test_seeds.sh
suite-grading   := sh grading/tests/test_grading.sh
suite-fact-mutants := sh grading/mutants/run.sh -e qemu facts
suite-boots     := $B/tests/boots
suite-machine   := $B/tests/machine $B/tests
suite-handout   := sh grading/tests/test_handout.sh
suite-tours     := make -s check-tours && echo "ok the tours are as in the book"
suite-fresh     := sh grading/tests/test_fresh.sh
suite-facts     := $B/grade --facts all --emulator both --tap
suite-matrix    := $B/grade --matrix $(lastword $(chapters)) --emulator both --tap
suite-style     := sh grading/tests/test_style.sh
suite-commands  := sh grading/tests/test_commands.sh
suite-cut       := sh grading/tests/test_cut.sh
suite-listings  := sh grading/tests/test_listings.sh
$(foreach u,$(units),$(eval suite-unit-$u := CMOCKA_MESSAGE_OUTPUT=TAP $B/tests/unit-$u))
$(foreach f,$(fuzzers),$(eval suite-fuzz-$f := $B/tests/fuzz-$f -runs=200000 -seed=1 -artifact_prefix=$B/))
SUITES ?= mutants seeds together fact-mutants grading boots handout machine commands tours fresh facts \
	matrix style cut listings \
	$(addprefix unit-,$(units)) $(addprefix fuzz-,$(fuzzers))

$B/tests/machine: $(call host,grading/tests/test_machine.c grading/tests/test_media.c kernel/mm/page_mode.c) $B/grading.a
	$(call say,LD     $@) $(host-cc) -z noexecstack -o $@ $(filter %.o,$^) $(filter %.a,$^) -ljansson
$B/tests/echo.img: grading/tests/machine_echo.asm
	$(Q)mkdir -p $(@D) && nasm -f bin -o $@ $< && truncate -s 1474560 $@
$B/tests/multiboot/boot.elf: grading/tests/machine_multiboot.asm
	$(Q)mkdir -p $(@D) && nasm -f elf32 -g -F dwarf -o $@.o $< && $(ld-i686) -n -Ttext 0x100000 -e start -o $@ $@.o
$B/tests/linux/boot.bin: grading/tests/machine_linux.asm
	$(Q)mkdir -p $(@D) && nasm -f bin -o $@ $<
$B/tests/first $B/tests/second:
	$(Q)mkdir -p $(@D) && echo $(if $(filter %first,$@),1ST,SECOND) MODULE >$@
cd-multiboot := $(addprefix $B/tests/,multiboot/boot.elf first second)
cd-linux := $B/tests/linux/boot.bin
$B/tests/%/boot.iso: grading/tests/machine_%.cfg $(cd-multiboot) $(cd-linux)
	$(call iso,$<,$(cd-$*))
	$(Q)rm -rf $(@D)/modules && mkdir $(@D)/modules $(patsubst %,&& cp % $(@D)/modules,$(wordlist 2,9,$(cd-$*)))
machine-guests := echo.img multiboot/boot.iso linux/boot.iso

check-programs: cells $(demo-programs) $B/compare $B/tour $(tours) $(boots-files) \
	$(addprefix $B/tests/,boots machine $(machine-guests) $(addprefix unit-,$(units)) $(addprefix fuzz-,$(fuzzers)))
check: | $B/have-build $B/have-grade $B/have-check
	$(locked) check-programs
	$(Q)$(plainly) sh grading/tests/run.sh $B/check $(foreach s,$(SUITES),'$s=$(suite-$s)')

clean:
	rm -rf $B
.PHONY: layouts chapters image lab-image clean doctor skeletons $(skeletons) $(lab-targets) handout lab-references grade facts \
	grader cells matrix map compare compare-programs demo demo-programs check check-programs help tree count bench \
	refresh places figures comparisons listings transcripts

# The headers that objects need; a goal that leaves all building to another make needs none.
depends := $(if $(filter grade facts matrix help,$(MAKECMDGOALS)),,$B/host \
	$(if $(filter-out grader,$(MAKECMDGOALS)),$B/obj $(OUT:%=%/obj)))
-include $(if $(depends),$(shell find $(depends) -name '*.d' 2>/dev/null))
