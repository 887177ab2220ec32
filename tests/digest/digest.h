/* One number for all the bits that the engine and the labs compute. */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/run.h"
#include "lab/lab.h"

/* Shape, type and elements; a NULL tensor counts as its error's text. */
uint64_t digest_tensor(uint64_t digest, const struct tensor *t, const struct err *err);

/* Each line of a lab at its own knobs, its figures and claims. */
uint64_t digest_lab(uint64_t digest, const char *file, const struct budget *budget);

/* So many kernels on random inputs of random shapes. */
uint64_t digest_kernels(uint64_t digest, int count, const struct budget *budget);

#endif
