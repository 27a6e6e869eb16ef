/* Loaded before the platform, so that a test can set its clock as an operator sets a machine's: the
   number of milliseconds in the file that TRIBUTARY_CLOCK_FILE names is added to CLOCK_REALTIME. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t* offset_ms;

__attribute__((constructor)) static void open_clock(void) {
  const char* path = getenv("TRIBUTARY_CLOCK_FILE");
  const int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) _exit(127);
  const void* mapped = mmap(NULL, sizeof *offset_ms, PROT_READ, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) _exit(127);
  offset_ms = mapped;
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const long failed = syscall(SYS_clock_gettime, clock, now);
  if (failed != 0 || clock != CLOCK_REALTIME || offset_ms == NULL) return (int)failed;
  const int64_t ms = (int64_t)now->tv_sec * 1000 + now->tv_nsec / 1000000 + *offset_ms;
  now->tv_sec = ms / 1000;
  now->tv_nsec = ms % 1000 * 1000000 + now->tv_nsec % 1000000;
  return 0;
}
