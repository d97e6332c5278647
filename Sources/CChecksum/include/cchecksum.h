#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * A sum over a block of memory: any change of one eight-byte word changes it
 * for certain, other accidents with all but 2^-64. It is no cryptographic hash.
 * It runs at the speed of memory, also in builds without optimization, where
 * Swift needs seconds for the memory of a machine.
 */
uint64_t cchecksum(const void *bytes, size_t count);
