// Answers each HTTP request with the text that the function reply of another file returns. The other functions are those that wit-bindgen
// makes of service.wit.
#include <string.h>

#include "service.h"

const char *reply(void);

void exports_wasi_http_incoming_handler_handle(exports_wasi_http_incoming_handler_own_incoming_request_t request,
                                               exports_wasi_http_incoming_handler_own_response_outparam_t out) {
	wasi_http_types_own_fields_t headers = wasi_http_types_constructor_fields();
	service_string_t name;
	service_string_set(&name, "content-type");
	wasi_http_types_field_value_t value = {(uint8_t *)"text/plain", 10};
	wasi_http_types_header_error_t refused;
	wasi_http_types_method_fields_append(wasi_http_types_borrow_fields(headers), &name, &value, &refused);

	wasi_http_types_own_outgoing_response_t response = wasi_http_types_constructor_outgoing_response(headers);
	wasi_http_types_own_outgoing_body_t body;
	wasi_http_types_method_outgoing_response_body(wasi_http_types_borrow_outgoing_response(response), &body);
	wasi_http_types_result_own_outgoing_response_error_code_t answer = {.is_err = false, .val.ok = response};
	wasi_http_types_static_response_outparam_set(out, &answer);

	wasi_http_types_own_output_stream_t stream;
	wasi_http_types_method_outgoing_body_write(wasi_http_types_borrow_outgoing_body(body), &stream);
	const char *words = reply();
	service_list_u8_t text = {(uint8_t *)words, strlen(words)};
	wasi_io_streams_stream_error_t failed;
	wasi_io_streams_method_output_stream_blocking_write_and_flush(wasi_io_streams_borrow_output_stream(stream), &text, &failed);
	wasi_io_streams_output_stream_drop_own(stream);
	wasi_http_types_error_code_t unsent;
	wasi_http_types_static_outgoing_body_finish(body, NULL, &unsent);
	wasi_http_types_incoming_request_drop_own(request);
}
