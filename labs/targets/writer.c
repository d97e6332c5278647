/* Writes commands as a shell would: a process that is never the target. */
#include "target.h"

int main(void)
{
	return serve();
}
