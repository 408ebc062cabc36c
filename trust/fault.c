/* What stands between a program and its disk (LD_PRELOAD): every call by which it opens, changes, settles or renames a
 * file under one folder is numbered, and one of them can be the one at which the program dies, or the one that fails;
 * or all of them are written down with their bytes, so that any state of the disk can be made from them.
 *
 *   FAULT_UNDER=/folder   the calls that are numbered are those on files in it, and writes to standard output
 *   FAULT_DO=kill:N       die by SIGKILL before call N
 *   FAULT_DO=half:N       the same, after half of what call N was to write
 *   FAULT_DO=fail:N       call N fails: a full disk for writes, an input/output error for syncs, and so on
 *   FAULT_DO=from:N       call N fails, and every later one
 *   FAULT_DO=short:N      call N writes half of what it was to write, and says so
 *   FAULT_DO=signal:N:S   send itself signal S before call N, and go on
 *   FAULT_DO=record       every call goes to the file FAULT_LOG (faults.py reads it)
 *
 * With `fail`, `from` and `short`, FAULT_LOG gets the name of the call that failed, once it has.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, KILL, HALF, FAIL, FROM, SHORT, SIGNAL, RECORD };

static int mode = -1, target, calls, signalled, logged = -1;
static const char *under;
static size_t under_length;

static void begin(void) {
    if (mode >= 0) return;
    mode = OFF;
    under = getenv("FAULT_UNDER");
    const char *what = getenv("FAULT_DO");
    if (!under || !what) return;
    under_length = strlen(under);
    static const char *names[] = {"", "kill:", "half:", "fail:", "from:", "short:", "signal:", "record"};
    for (int each = KILL; each <= RECORD; each++) {
        size_t length = strlen(names[each]);
        if (!strncmp(what, names[each], length)) {
            target = atoi(what + length);
            const char *more = strchr(what + length, ':');
            if (more) signalled = atoi(more + 1);
            const char *log = getenv("FAULT_LOG");
            if (log) {
                int handle = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
                logged = syscall(SYS_fcntl, handle, F_DUPFD_CLOEXEC, 200);
                syscall(SYS_close, handle);
            }
            mode = each;
        }
    }
}

static void note(const char *words, const void *data, size_t length) {
    if (logged < 0) return;
    char *all = malloc(strlen(words) + length + 2);
    int head = sprintf(all, "%s\n", words);
    if (length) memcpy(all + head, data, length);
    syscall(SYS_write, logged, all, head + length);
    free(all);
}

static int is_under(const char *path) { return path && !strncmp(path, under, under_length) && path[under_length] == '/'; }

/* Where an open file lies: a file that was renamed or removed meanwhile keeps to its folder. */
static int lies_under(int handle, char *path) {
    char link[64];
    sprintf(link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_under(path) || !strcmp(path, under);
}

static ino_t number_of(int handle) {
    struct stat found;
    return fstat(handle, &found) ? 0 : found.st_ino;
}

/* One call more: true where it is to fail; where the program is to die before it, it dies. */
static int strikes(const char *name, int *half) {
    calls++;
    if (mode == KILL && calls == target) kill(getpid(), SIGKILL);
    if (mode == SIGNAL && calls == target) kill(getpid(), signalled);
    if (mode == HALF && calls == target) {
        if (half) *half = 1;
        else kill(getpid(), SIGKILL);
    }
    if (mode == SHORT && calls == target && half) {
        note(name, "", 0);
        *half = 1;
    }
    if ((mode == FAIL && calls == target) || (mode == FROM && calls >= target)) {
        note(name, "", 0);
        return 1;
    }
    return 0;
}

static int opened(const char *path, int flags, mode_t permissions) {
    begin();
    int counted = mode != OFF && is_under(path);
    if (counted && strikes("open", NULL)) {
        errno = flags & O_CREAT ? ENOSPC : EIO;
        return -1;
    }
    struct stat before;
    int there = counted && mode == RECORD ? !fstatat(AT_FDCWD, path, &before, 0) : 0;
    int handle = syscall(SYS_openat, AT_FDCWD, path, flags | O_LARGEFILE, permissions);
    if (handle < 0) return handle;
    if (counted && mode == RECORD) {
        char words[PATH_MAX + 80];
        sprintf(words, "open %lu %d %d %zu", (unsigned long)number_of(handle), !there, !!(flags & O_TRUNC), strlen(path));
        note(words, path, strlen(path));
    }
    return handle;
}

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return opened(path, flags, permissions); \
    }
OPENS(open)
OPENS(open64)
int __open_2(const char *path, int flags) { return opened(path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(path, flags, 0); }

static ssize_t written(int handle, const void *data, size_t length, off_t place, int placed) {
    begin();
    char path[PATH_MAX];
    int out = handle == 1;
    int counted = mode != OFF && handle != logged && (out || lies_under(handle, path));
    if (out && (mode == FAIL || mode == FROM || mode == SHORT)) counted = 0;
    int half = 0;
    if (counted && strikes("write", &half)) {
        errno = ENOSPC;
        return -1;
    }
    size_t wanted = half && length > 1 ? length / 2 : length;
    if (counted && mode == RECORD && !out) {
        if (!placed) place = lseek(handle, 0, SEEK_CUR);
        char words[120];
        sprintf(words, "write %lu %lld %zu", (unsigned long)number_of(handle), (long long)place, length);
        note(words, data, length);
    }
    if (counted && mode == RECORD && out) note("said", "", 0);
    ssize_t done = placed ? syscall(SYS_pwrite64, handle, data, wanted, place) : syscall(SYS_write, handle, data, wanted);
    if (half && mode == HALF) kill(getpid(), SIGKILL);
    return done;
}

ssize_t write(int handle, const void *data, size_t length) { return written(handle, data, length, 0, 0); }
ssize_t pwrite(int handle, const void *data, size_t length, off_t place) { return written(handle, data, length, place, 1); }
ssize_t pwrite64(int handle, const void *data, size_t length, off64_t place) { return written(handle, data, length, place, 1); }

static int cut(int handle, off_t length) {
    begin();
    char path[PATH_MAX];
    int counted = mode != OFF && lies_under(handle, path);
    if (counted && strikes("truncate", NULL)) {
        errno = EIO;
        return -1;
    }
    if (counted && mode == RECORD) {
        char words[80];
        sprintf(words, "truncate %lu %lld", (unsigned long)number_of(handle), (long long)length);
        note(words, "", 0);
    }
    return syscall(SYS_ftruncate, handle, length);
}
int ftruncate(int handle, off_t length) { return cut(handle, length); }
int ftruncate64(int handle, off64_t length) { return cut(handle, length); }

static int settled(int handle, int call) {
    begin();
    char path[PATH_MAX];
    int counted = mode != OFF && lies_under(handle, path);
    if (counted && strikes("sync", NULL)) {
        errno = EIO;
        return -1;
    }
    int done = syscall(call, handle);
    if (counted && mode == RECORD && !done) {
        struct stat found;
        fstat(handle, &found);
        char words[PATH_MAX + 80];
        if (S_ISDIR(found.st_mode)) {
            sprintf(words, "folder %zu", strlen(path));
            note(words, path, strlen(path));
        } else {
            sprintf(words, "sync %lu", (unsigned long)found.st_ino);
            note(words, "", 0);
        }
    }
    return done;
}
int fsync(int handle) { return settled(handle, SYS_fsync); }
int fdatasync(int handle) { return settled(handle, SYS_fdatasync); }

static int named(const char *name, const char *old, const char *new, int (*call)(const char *, const char *)) {
    begin();
    int counted = mode != OFF && (is_under(old) || is_under(new));
    if (counted && strikes(name, NULL)) {
        errno = EIO;
        return -1;
    }
    int done = call(old, new);
    if (counted && mode == RECORD && !done) {
        char words[80], both[2 * PATH_MAX];
        sprintf(words, "%s %zu %zu", name, strlen(old), new ? strlen(new) : 0);
        sprintf(both, "%s%s", old, new ? new : "");
        note(words, both, strlen(both));
    }
    return done;
}

static int do_rename(const char *old, const char *new) { return syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0); }
static int do_link(const char *old, const char *new) { return syscall(SYS_linkat, AT_FDCWD, old, AT_FDCWD, new, 0); }
static int do_unlink(const char *old, const char *new) { (void)new; return syscall(SYS_unlinkat, AT_FDCWD, old, 0); }
static mode_t permitted;
static int do_mkdir(const char *old, const char *new) { (void)new; return syscall(SYS_mkdirat, AT_FDCWD, old, permitted); }

int rename(const char *old, const char *new) { return named("rename", old, new, do_rename); }
int link(const char *old, const char *new) { return named("link", old, new, do_link); }
int linkat(int from, const char *old, int to, const char *new, int flags) {
    (void)from, (void)to, (void)flags;
    return named("link", old, new, do_link);
}
int unlink(const char *path) { return named("unlink", path, NULL, do_unlink); }
int mkdir(const char *path, mode_t permissions) {
    permitted = permissions;
    return named("mkdir", path, NULL, do_mkdir);
}
