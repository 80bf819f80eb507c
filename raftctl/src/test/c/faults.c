// Faults of the disk and the wall clock, for the process that has this library in LD_PRELOAD. They are switched while it runs, through
// the file that RAFTD_FAULTS names, which both sides map. Only files below RAFTD_FAULTS_DIR are concerned.
//
// gcc -shared -fPIC -O2 -o faults.so faults.c -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum disk { OK, FAIL_SYNC, SLOW_SYNC, SHORT_WRITES, FULL, UNREADABLE, DIE, LIE };

// In the order and the sizes in which the test writes it.
struct control {
    volatile int32_t disk;
    volatile int32_t argument; // of SLOW_SYNC: milliseconds; of DIE: the number of the sync that is the last
    volatile int64_t clock_offset_nanos;
    volatile int64_t clock_origin_nanos; // from where the rate counts
    volatile int64_t clock_rate_percent;
};

static struct control *control;
static char directory[4096];
static size_t directory_length;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("RAFTD_FAULTS"), *dir = getenv("RAFTD_FAULTS_DIR");
    int fd = path && dir ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *map = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    snprintf(directory, sizeof directory, "%s/", dir);
    directory_length = strlen(directory);
    if (map != MAP_FAILED)
        control = map;
}

// What is to happen to a call on this file.
static enum disk fault(int fd) {
    if (!control || control->disk == OK)
        return OK;
    char link[64], file[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, file, sizeof file - 2);
    if (length < 0)
        return OK;
    file[length] = '/'; // so that the directory itself is concerned, too
    file[length + 1] = 0;
    return strncmp(file, directory, directory_length) == 0 ? (enum disk) control->disk : OK;
}

static int failed(int error) {
    errno = error;
    return -1;
}

// libc's, looked up once: clocks are read all the time
#define REAL(name) \
    ({ \
        static __typeof__(&name) real; \
        if (!real) \
            real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name); \
        real; \
    })

static int synced(int fd, int (*real)(int)) {
    switch (fault(fd)) {
    case FAIL_SYNC:
        return failed(EIO);
    case SLOW_SYNC:
        usleep((useconds_t) control->argument * 1000);
        break;
    case LIE:
        return 0;
    case DIE:
        if (__sync_sub_and_fetch(&control->argument, 1) <= 0)
            kill(getpid(), SIGKILL);
        break;
    default:
        break;
    }
    return real(fd);
}

int fsync(int fd) {
    return synced(fd, REAL(fsync));
}

int fdatasync(int fd) {
    return synced(fd, REAL(fdatasync));
}

// What was written before has its space.
static int grows(int fd, off64_t end) {
    struct stat64 file;
    return fstat64(fd, &file) != 0 || end > file.st_size;
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    switch (fault(fd)) {
    case FULL:
        if (grows(fd, offset + (off64_t) count))
            return failed(ENOSPC);
        break;
    case SHORT_WRITES:
        count = count > 1 ? 1 + (size_t) rand() % count : count;
        break;
    default:
        break;
    }
    return REAL(pwrite64)(fd, bytes, count, offset);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t offset) {
    return fault(fd) == UNREADABLE ? failed(EIO) : REAL(pread64)(fd, bytes, count, offset);
}

static int64_t faked(int64_t nanos) {
    return control ? nanos + control->clock_offset_nanos + (nanos - control->clock_origin_nanos) / 100 * (control->clock_rate_percent - 100)
                   : nanos;
}

int clock_gettime(clockid_t id, struct timespec *time) {
    int status = REAL(clock_gettime)(id, time);
    if (status == 0 && id == CLOCK_REALTIME) {
        int64_t nanos = faked(time->tv_sec * INT64_C(1000000000) + time->tv_nsec);
        time->tv_sec = nanos / INT64_C(1000000000);
        time->tv_nsec = nanos % INT64_C(1000000000);
    }
    return status;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void) zone;
    clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at)
        *at = now.tv_sec;
    return now.tv_sec;
}
