#include "cchecksum.h"

#include <string.h>

/* The golden ratio's digits, made odd: multiplying by it loses nothing. */
static const uint64_t factor = 0x9e3779b97f4a7c15;

static uint64_t step(uint64_t lane, uint64_t word)
{
	/* The turn keeps changes of high bits from falling out at the top. */
	lane = (lane ^ word) * factor;
	return lane << 29 | lane >> 35;
}

uint64_t cchecksum(const void *bytes, size_t count)
{
	/* Four lanes, because one would wait for its multiplication. */
	uint64_t lanes[4] = { 1, 2, 3, 4 }, words[4], sum = count;
	const unsigned char *next = bytes;
	size_t i;

	for (; count >= sizeof(words); count -= sizeof(words)) {
		memcpy(words, next, sizeof(words));
		next += sizeof(words);
		lanes[0] = step(lanes[0], words[0]);
		lanes[1] = step(lanes[1], words[1]);
		lanes[2] = step(lanes[2], words[2]);
		lanes[3] = step(lanes[3], words[3]);
	}
	for (i = 0; i < count; i++)
		lanes[0] = step(lanes[0], next[i]);
	for (i = 0; i < 4; i++)
		sum = step(sum, lanes[i]);
	return sum;
}
