// Copies its input to its output in capital letters, by the bindings that wit-bindgen makes. Waits for input and a timer at once.
#include "command.h"

typedef wasi_io_streams_borrow_output_stream_t output;
typedef wasi_io_streams_stream_error_t failure;

static size_t length(const char *s) {
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

static bool put(output out, const uint8_t *p, size_t n) {
    wasi_io_poll_own_pollable_t ready = wasi_io_streams_method_output_stream_subscribe(out);
    bool ok = true;
    while (ok && n > 0) {
        failure err;
        uint64_t room = 0;
        wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(ready));
        ok = wasi_io_streams_method_output_stream_check_write(out, &room, &err);
        command_list_u8_t part = {(uint8_t *)p, room < n ? room : n};
        ok = ok && wasi_io_streams_method_output_stream_write(out, &part, &err);
        p += part.len;
        n -= part.len;
    }
    wasi_io_poll_pollable_drop_own(ready);
    return ok;
}

static bool say(output out, const char *s) { return put(out, (const uint8_t *)s, length(s)); }

static bool copy(wasi_io_streams_borrow_input_stream_t in, output out) {
    wasi_io_poll_own_pollable_t ready = wasi_io_streams_method_input_stream_subscribe(in);
    wasi_io_poll_own_pollable_t never = wasi_clocks_monotonic_clock_subscribe_instant(UINT64_MAX);
    wasi_io_poll_borrow_pollable_t both[] = {wasi_io_poll_borrow_pollable(never), wasi_io_poll_borrow_pollable(ready)};
    bool ok = true;
    for (;;) {
        wasi_io_poll_list_borrow_pollable_t list = {both, 2};
        command_list_u32_t which;
        wasi_io_poll_poll(&list, &which);
        ok = ok && which.len == 1 && which.ptr[0] == 1;
        command_list_u32_free(&which);
        command_list_u8_t b;
        failure err;
        if (!wasi_io_streams_method_input_stream_read(in, 1000, &b, &err)) {
            ok = ok && err.tag == WASI_IO_STREAMS_STREAM_ERROR_CLOSED;
            break;
        }
        for (size_t i = 0; i < b.len; i++)
            if (b.ptr[i] >= 'a' && b.ptr[i] <= 'z')
                b.ptr[i] -= 'a' - 'A';
        ok = put(out, b.ptr, b.len) && ok;
        command_list_u8_free(&b);
    }
    wasi_io_poll_pollable_drop_own(ready);
    wasi_io_poll_pollable_drop_own(never);
    return ok;
}

bool exports_wasi_cli_run_run(void) {
    wasi_cli_stdin_own_input_stream_t in = wasi_cli_stdin_get_stdin();
    wasi_cli_stdout_own_output_stream_t stdout = wasi_cli_stdout_get_stdout();
    wasi_cli_stderr_own_output_stream_t stderr = wasi_cli_stderr_get_stderr();
    output out = wasi_io_streams_borrow_output_stream(stdout);
    command_list_string_t args;
    wasi_cli_environment_get_arguments(&args);
    for (size_t i = 1; i < args.len; i++) {
        put(out, args.ptr[i].ptr, args.ptr[i].len);
        say(out, i + 1 < args.len ? " " : "\n");
    }
    bool ok = copy(wasi_io_streams_borrow_input_stream(in), out);
    failure err;
    ok = wasi_io_streams_method_output_stream_blocking_flush(out, &err) && ok;
    wasi_io_poll_own_pollable_t soon = wasi_clocks_monotonic_clock_subscribe_duration(1000);
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(soon));
    ok = wasi_io_poll_method_pollable_ready(wasi_io_poll_borrow_pollable(soon)) && ok;
    wasi_io_poll_pollable_drop_own(soon);
    say(wasi_io_streams_borrow_output_stream(stderr), ok ? "done\n" : "failed\n");
    wasi_io_streams_input_stream_drop_own(in);
    wasi_io_streams_output_stream_drop_own(stdout);
    wasi_io_streams_output_stream_drop_own(stderr);
    return args.len < 3;
}
