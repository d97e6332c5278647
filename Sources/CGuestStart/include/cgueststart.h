#pragma once

/*
 * Nothing to call: linking this in is enough. The Swift runtime looks at
 * /proc/self before main() and crashes where there is none, so PID 1 mounts
 * /proc in a constructor that runs before the runtime's.
 */
