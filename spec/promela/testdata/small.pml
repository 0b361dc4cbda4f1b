/* The protocol ftp of small.yaml (sha256 ae6853e2751bb6f22a951b778e502e62950f5f0131a9b3244695d9148e4a2e17) for Spin, made by ftpspec promela.
 *   spin -o1 -o2 -a model.pml && cc -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000 -c0
 * states = 1 + configurations; transitions = 1 + choices at the beginning + steps. */

#define session__open 0
#define session__closing 1
#define session__closed 2
#define control__clear 0
#define control__tls 1
#define login__out 0
#define login__named 1
#define login__in 2
#define rename__none 0
#define rename__pending 1
#define data__none 0
#define data__passive 1
#define transfer__idle 0
#define transfer__opening 1
#define transfer__busy 2
#define tls__optional 0
#define tls__required 1
#define files__writable 0
#define files__read_only 1
#define q__nothing 0
#define q__lines 1
#define q__alone 2
#define q__last 3
#define t_RETR__opening 1

byte r_session;
byte r_control;
byte r_login;
byte r_rename;
byte r_data;
byte r_transfer;
byte p_tls;
byte p_files;
byte waiting; /* what waits for its end */
short running; /* the reply whose transfer runs; 0 for none */

hidden byte i_no_files_before_login; /* false: only a name */
hidden byte i_no_secret_in_clear; /* false: only a name */
hidden byte i_nothing_is_changed; /* false: only a name */
hidden byte i_login_only_by_pass; /* false: only a name */
hidden byte w_login_only_by_pass; /* its state held before a step */
hidden byte i_quit_always_possible; /* false: only a name */
hidden byte i_auth_resets; /* false: only a name */
hidden byte i_before_login; /* false: only a name */
hidden byte i_user_ends_with_user; /* false: only a name */
hidden byte i_dialogue_ends_with_auth_tls; /* false: only a name */

inline everywhere() {
	assert(i_no_files_before_login || r_session == session__closed || !(running == t_RETR__opening) || !((r_login == login__out || r_login == login__named)));
	assert(i_quit_always_possible || r_session == session__closed || ((running != 0 && (waiting == q__nothing || waiting == q__lines)) || (!(running != 0 && (waiting == q__nothing || waiting == q__lines)) && running != 0) || (!(running != 0 && (waiting == q__nothing || waiting == q__lines)) && !(running != 0) && (waiting == q__lines || waiting == q__alone)) || (!(running != 0 && (waiting == q__nothing || waiting == q__lines)) && !(running != 0) && !((waiting == q__lines || waiting == q__alone)))));
	skip
}

active proctype session() {
	if
	:: d_step { p_tls = tls__optional; p_files = files__writable; everywhere() }
	:: d_step { p_tls = tls__optional; p_files = files__read_only; everywhere() }
	:: d_step { p_tls = tls__required; p_files = files__writable; everywhere() }
	:: d_step { p_tls = tls__required; p_files = files__read_only; everywhere() }
	fi;
end:	do
	/* unknown: 500 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_rename = rename__none;
		everywhere() }
	/* unknown: 500 */
	:: d_step { !(r_session == session__closed) && running == 0 && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* overlong: 500 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_rename = rename__none;
		everywhere() }
	/* overlong: 500 */
	:: d_step { !(r_session == session__closed) && running == 0 && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* noise: 421 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* foreign: 421 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* login-timeout: 421 */
	:: d_step { !(r_session == session__closed) && (r_login == login__out || r_login == login__named) && running == 0 && waiting == q__nothing ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* idle-timeout: 421 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__idle && running == 0 && waiting == q__nothing ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* no-transfer-timeout: 421 */
	:: d_step { !(r_session == session__closed) && r_login == login__in && r_transfer == transfer__idle && running == 0 && waiting == q__nothing ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* shutdown: 421 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* dropped: 0 */
	:: d_step { !(r_session == session__closed) ->
		r_session = session__closed;
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* data-opened: 0 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__opening && running == t_RETR__opening ->
		r_transfer = transfer__busy;
		everywhere() }
	/* failed: 451 */
	:: d_step { !(r_session == session__closed) && !(running != 0 && (waiting == q__alone || waiting == q__last)) ->
		r_rename = rename__none;
		everywhere() }
	/* failed: 451 */
	:: d_step { !(r_session == session__closed) && !(running != 0 && (waiting == q__alone || waiting == q__last)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* injected: 421 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* implicit: 0 */
	:: d_step { !(r_session == session__closed) && r_session == session__open && r_control == control__clear && r_login == login__out && r_rename == rename__none && r_data == data__none && r_transfer == transfer__idle && r_control == control__clear && running == 0 && waiting == q__nothing ->
		r_control = control__tls;
		everywhere() }
	/* handshake-failed: 0 */
	:: d_step { !(r_session == session__closed) && running == 0 ->
		r_session = session__closed;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* AUTH TLS clear: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear) ->
		r_rename = rename__none;
		everywhere() }
	/* AUTH TLS clear: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* AUTH TLS syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_control == control__clear ->
		r_rename = rename__none;
		everywhere() }
	/* AUTH TLS syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_control == control__clear && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* AUTH TLS ok: 234 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_control == control__clear ->
		w_login_only_by_pass = (r_login == login__in);
		r_control = control__tls;
		r_login = login__out;
		r_rename = rename__none;
		r_data = data__none;
		assert(i_login_only_by_pass || w_login_only_by_pass || !(r_login == login__in));
		assert(i_auth_resets || r_login == login__out);
		assert(i_auth_resets || r_rename == rename__none);
		assert(i_auth_resets || r_data == data__none);
		assert(i_dialogue_ends_with_auth_tls || r_login == login__out);
		assert(i_dialogue_ends_with_auth_tls || r_rename == rename__none);
		assert(i_dialogue_ends_with_auth_tls || r_data == data__none);
		everywhere() }
	/* AUTH TLS ok: 234 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_control == control__clear && running == 0 && waiting == q__lines ->
		w_login_only_by_pass = (r_login == login__in);
		r_control = control__tls;
		r_login = login__out;
		r_rename = rename__none;
		r_data = data__none;
		waiting = q__nothing;
		assert(i_login_only_by_pass || w_login_only_by_pass || !(r_login == login__in));
		assert(i_auth_resets || r_login == login__out);
		assert(i_auth_resets || r_rename == rename__none);
		assert(i_auth_resets || r_data == data__none);
		assert(i_dialogue_ends_with_auth_tls || r_login == login__out);
		assert(i_dialogue_ends_with_auth_tls || r_rename == rename__none);
		assert(i_dialogue_ends_with_auth_tls || r_data == data__none);
		everywhere() }
	/* USER secure: 534 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(!(r_control == control__clear && p_tls == tls__required)) ->
		r_rename = rename__none;
		everywhere() }
	/* USER secure: 534 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(!(r_control == control__clear && p_tls == tls__required)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* USER syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) ->
		r_rename = rename__none;
		everywhere() }
	/* USER syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* USER need-password: 331 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		w_login_only_by_pass = (r_login == login__in);
		r_login = login__named;
		r_rename = rename__none;
		r_data = data__none;
		assert(i_login_only_by_pass || w_login_only_by_pass || !(r_login == login__in));
		assert(i_user_ends_with_user || r_rename == rename__none);
		assert(i_user_ends_with_user || r_data == data__none);
		everywhere() }
	/* USER need-password: 331 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && running == 0 && waiting == q__lines ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		w_login_only_by_pass = (r_login == login__in);
		r_login = login__named;
		r_rename = rename__none;
		r_data = data__none;
		waiting = q__nothing;
		assert(i_login_only_by_pass || w_login_only_by_pass || !(r_login == login__in));
		assert(i_user_ends_with_user || r_rename == rename__none);
		assert(i_user_ends_with_user || r_data == data__none);
		everywhere() }
	/* PASS secure: 534 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(!(r_control == control__clear && p_tls == tls__required)) ->
		r_rename = rename__none;
		everywhere() }
	/* PASS secure: 534 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(!(r_control == control__clear && p_tls == tls__required)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* PASS named: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && !(r_login == login__named) ->
		r_rename = rename__none;
		everywhere() }
	/* PASS named: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && !(r_login == login__named) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* PASS syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named ->
		r_rename = rename__none;
		everywhere() }
	/* PASS syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* PASS in: 230 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		assert(i_before_login || !(r_login == login__out));
		r_login = login__in;
		r_rename = rename__none;
		everywhere() }
	/* PASS in: 230 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named && running == 0 && waiting == q__lines ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		assert(i_before_login || !(r_login == login__out));
		r_login = login__in;
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* PASS rejected: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		assert(i_before_login || !(r_login == login__out));
		r_login = login__out;
		r_rename = rename__none;
		everywhere() }
	/* PASS rejected: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_control == control__clear && p_tls == tls__required) && r_login == login__named && running == 0 && waiting == q__lines ->
		assert(i_no_secret_in_clear || !(r_control == control__clear && p_tls == tls__required));
		assert(i_before_login || !(r_login == login__out));
		r_login = login__out;
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* CWD logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		r_rename = rename__none;
		everywhere() }
	/* CWD denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		r_rename = rename__none;
		everywhere() }
	/* CWD syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* CWD ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD missing: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* CWD missing: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* CWD failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* CWD failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* QUIT syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0 && (waiting == q__nothing || waiting == q__lines)) && !(running != 0) && !((waiting == q__lines || waiting == q__alone)) ->
		r_session = session__open;
		r_rename = rename__none;
		if :: waiting == q__last -> waiting = q__nothing :: else -> skip fi;
		everywhere() }
	/* QUIT waiting: 0 */
	:: d_step { !(r_session == session__closed) && running != 0 && (waiting == q__nothing || waiting == q__lines) ->
		r_session = session__closing;
		if :: waiting == q__nothing -> waiting = q__last :: waiting == q__lines -> waiting = q__last :: else -> skip fi;
		everywhere() }
	/* QUIT bye: 221 */
	:: d_step { !(r_session == session__closed) && !(running != 0 && (waiting == q__nothing || waiting == q__lines)) && !(running != 0) && !((waiting == q__lines || waiting == q__alone)) ->
		r_session = session__closed;
		r_rename = rename__none;
		running = 0;
		waiting = q__nothing;
		everywhere() }
	/* EPSV logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		r_data = data__none;
		everywhere() }
	/* EPSV logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		r_data = data__none;
		waiting = q__nothing;
		everywhere() }
	/* EPSV syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		r_rename = rename__none;
		r_data = data__none;
		everywhere() }
	/* EPSV syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		r_data = data__none;
		waiting = q__nothing;
		everywhere() }
	/* EPSV ok: 229 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_data = data__passive;
		everywhere() }
	/* EPSV ok: 229 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_data = data__passive;
		waiting = q__nothing;
		everywhere() }
	/* EPSV busy: 425 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_data = data__none;
		everywhere() }
	/* EPSV busy: 425 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_data = data__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* RETR logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR endpoint: 425 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(r_data == data__passive) ->
		r_rename = rename__none;
		everywhere() }
	/* RETR endpoint: 425 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(r_data == data__passive) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive ->
		r_rename = rename__none;
		everywhere() }
	/* RETR denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive ->
		r_rename = rename__none;
		everywhere() }
	/* RETR syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR opening: 150 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_transfer = transfer__opening;
		running = t_RETR__opening;
		everywhere() }
	/* RETR opening: 150 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		r_transfer = transfer__opening;
		running = t_RETR__opening;
		waiting = q__nothing;
		everywhere() }
	/* RETR opening.done: 226 */
	:: d_step { !(r_session == session__closed) && (r_transfer == transfer__idle || r_transfer == transfer__busy) && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.error: 451 */
	:: d_step { !(r_session == session__closed) && (r_transfer == transfer__idle || r_transfer == transfer__busy) && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.no-data: 425 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__opening && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.broken: 426 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__busy && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.stalled: 426 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__busy && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.aborted: 426 */
	:: d_step { !(r_session == session__closed) && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR opening.unprotected: 522 */
	:: d_step { !(r_session == session__closed) && r_transfer == transfer__opening && r_control == control__tls && running == t_RETR__opening ->
		r_data = data__none;
		r_transfer = transfer__idle;
		running = 0;
		everywhere() }
	/* RETR missing: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* RETR missing: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RETR failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* RETR failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && r_data == data__passive && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* DELE logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) ->
		r_rename = rename__none;
		everywhere() }
	/* DELE writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		r_rename = rename__none;
		everywhere() }
	/* DELE denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		r_rename = rename__none;
		everywhere() }
	/* DELE syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* DELE ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* DELE failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* DELE failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNFR logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* RNFR logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNFR writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) ->
		r_rename = rename__none;
		everywhere() }
	/* RNFR writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNFR denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		r_rename = rename__none;
		everywhere() }
	/* RNFR denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNFR syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		r_rename = rename__none;
		everywhere() }
	/* RNFR syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNFR pending: 350 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__pending;
		everywhere() }
	/* RNFR pending: 350 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__pending;
		waiting = q__nothing;
		everywhere() }
	/* RNFR failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* RNFR failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* RNTO logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) ->
		r_rename = rename__none;
		everywhere() }
	/* RNTO writable: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(!(p_files == files__read_only)) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO pending: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && !(r_rename == rename__pending) ->
		r_rename = rename__none;
		everywhere() }
	/* RNTO pending: 503 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && !(r_rename == rename__pending) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending ->
		r_rename = rename__none;
		everywhere() }
	/* RNTO denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending ->
		r_rename = rename__none;
		everywhere() }
	/* RNTO syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* RNTO ok: 250 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* RNTO failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* RNTO failed: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && !(p_files == files__read_only) && r_rename == rename__pending && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_nothing_is_changed || !(p_files == files__read_only));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* ABOR syntax: 501 */
	:: d_step { !(r_session == session__closed) && !((waiting == q__alone || waiting == q__last)) && !(running == 0 && waiting == q__lines) ->
		r_rename = rename__none;
		everywhere() }
	/* ABOR aborted: 226 */
	:: d_step { !(r_session == session__closed) && !((waiting == q__alone || waiting == q__last)) && !(running == 0 && waiting == q__lines) && (r_transfer == transfer__opening || r_transfer == transfer__busy) ->
		w_login_only_by_pass = (r_login == login__in);
		if :: running == t_RETR__opening -> r_data = data__none; r_transfer = transfer__idle; running = 0 :: else -> skip fi;
		r_rename = rename__none;
		assert(i_login_only_by_pass || w_login_only_by_pass || !(r_login == login__in));
		everywhere() }
	/* ABOR nothing: 226 */
	:: d_step { !(r_session == session__closed) && !((waiting == q__alone || waiting == q__last)) && !(running == 0 && waiting == q__lines) && !((r_transfer == transfer__opening || r_transfer == transfer__busy)) && r_transfer == transfer__idle ->
		r_rename = rename__none;
		r_data = data__none;
		everywhere() }
	/* STAT logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !((waiting == q__alone || waiting == q__last)) && !(running == 0 && waiting == q__lines) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* STAT status: 211 */
	:: d_step { !(r_session == session__closed) && !((waiting == q__alone || waiting == q__last)) && !(running == 0 && waiting == q__lines) && r_login == login__in ->
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* STAT path logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) ->
		r_rename = rename__none;
		everywhere() }
	/* STAT path logged-in: 530 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && !(r_login == login__in) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* STAT path denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		r_rename = rename__none;
		everywhere() }
	/* STAT path denied: 550 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* STAT path syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		r_rename = rename__none;
		everywhere() }
	/* STAT path syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* STAT path file: 213 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		everywhere() }
	/* STAT path file: 213 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && r_login == login__in && running == 0 && waiting == q__lines ->
		assert(i_no_files_before_login || !((r_login == login__out || r_login == login__named)));
		assert(i_before_login || !(r_login == login__out));
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* HELP syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) ->
		r_rename = rename__none;
		everywhere() }
	/* HELP syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* HELP topics: 214 */
	:: d_step { !(r_session == session__closed) && !(running != 0) ->
		r_rename = rename__none;
		everywhere() }
	/* HELP topics: 214 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* ACCT not-offered: 502 */
	:: d_step { !(r_session == session__closed) && !(running != 0) ->
		r_rename = rename__none;
		everywhere() }
	/* ACCT not-offered: 502 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* NOOP syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) ->
		r_rename = rename__none;
		everywhere() }
	/* NOOP syntax: 501 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* NOOP ok: 200 */
	:: d_step { !(r_session == session__closed) && !(running != 0) ->
		r_rename = rename__none;
		everywhere() }
	/* NOOP ok: 200 */
	:: d_step { !(r_session == session__closed) && !(running != 0) && running == 0 && waiting == q__lines ->
		r_rename = rename__none;
		waiting = q__nothing;
		everywhere() }
	/* a line waits */
	:: d_step { !(r_session == session__closed) && running != 0 && waiting == q__nothing -> waiting = q__lines; everywhere() }
	od
}
