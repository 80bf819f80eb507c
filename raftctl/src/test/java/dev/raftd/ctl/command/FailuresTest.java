package dev.raftd.ctl.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.raftd.api.ErrorCode;
import dev.raftd.api.Outcome;
import dev.raftd.ctl.client.FakeMember;
import dev.raftd.ctl.command.Ctl.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The exit status and the one line of each kind of failure.
class FailuresTest {
    private final FakeMember member = new FakeMember();

    @AfterEach
    void close() {
        member.close();
    }

    private Run run(String... words) {
        return Ctl.at(member.url()).run(words);
    }

    @Test
    void oneIsARefusal() {
        member.refuse("PUT /v1/kv/k", ErrorCode.NO_LEADER, Outcome.NOT_APPLIED);
        assertThat(run("put", "k", "v"))
                .isEqualTo(new Run(1, "", "raftctl: no_leader: told to refuse; try again; 'raftctl status' shows who votes for whom\n"));
    }

    @Test
    void threeIsNoAnswer() {
        String nobody = FakeMember.nobody();
        assertThat(Ctl.at(nobody).run("get", "k")).isEqualTo(new Run(3, "", "raftctl: unreachable: no endpoint answered: " + nobody
                + ": connection refused; check that the member runs, or name others with -e\n"));
        assertThat(Ctl.at(nobody).run("put", "k", "v").status()).as("nobody got the write").isEqualTo(3);
        assertThat(Ctl.at(nobody).run("ready", "--follow").status()).isEqualTo(3);
        assertThat(Ctl.at(nobody).run("status").status()).isEqualTo(3);
    }

    @Test
    void fourIsAWriteOfUnknownOutcome() {
        member.refuse("PUT /v1/kv/k", ErrorCode.TIMEOUT, Outcome.UNKNOWN).hangUp("PUT /v1/kv/lost");
        assertThat(run("put", "k", "v").status()).isEqualTo(4);
        assertThat(run("put", "lost", "v"))
                .isEqualTo(new Run(4, "", "raftctl: outcome_unknown: the request was sent and its answer was lost: "
                        + member.url() + ": the connection was closed; read before you write again\n"));
    }

    @Test
    void aMembersTextCannotDriveTheTerminal() {
        member.text("GET /v1/kv/k", 404, "application/problem+json",
                "{\"type\":\"t\",\"title\":\"t\",\"status\":404,\"code\":\"c\\u001b[2J\","
                        + "\"detail\":\"d\\u0007\\nsecond line\",\"outcome\":null,\"next\":\"n\",\"requestId\":\"r\"}");
        assertThat(run("get", "k").err()).isEqualTo("raftctl: c\\x1b[2J: d\\a\\nsecond line; n\n");
        assertThat(run("get", "k", "-o", "json").err()).doesNotContain("\u001b").contains("\"code\":\"c\\u001B[2J\"");
    }

    @Test
    void aCodeOfANewerMemberIsShownAsItIs() {
        member.text("GET /v1/kv/k", 418, "application/problem+json", "{\"type\":\"t\",\"title\":\"t\",\"status\":418,\"code\":\"teapot\","
                + "\"detail\":\"short and stout\",\"outcome\":null,\"next\":\"tip it\",\"requestId\":\"r\",\"more\":1}");
        assertThat(run("get", "k")).isEqualTo(new Run(1, "", "raftctl: teapot: short and stout; tip it\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"get|Missing required parameter: 'KEY'; see 'raftctl get --help'",
            "get k --frob|Unknown option: '--frob'; see 'raftctl get --help'",
            "gett k|there is no command 'gett' (did you mean get?); see 'raftctl --help'",
            "get k more|more words than it takes: 'more'; quote a word that has spaces; see 'raftctl get --help'",
            "members ad 4|there is no command 'ad' (did you mean add?); see 'raftctl members --help'",
            "get .|KEY: '.' cannot be a key: in the path of a URL it means another path; see"
                    + " 'raftctl get --help'",
            "put k|a value is wanted from exactly one of VALUE and --file; see 'raftctl put --help'",
            "put k v --file f|a value is wanted from exactly one of VALUE and --file; see 'raftctl put --help'",
            "ls --limit 0|--limit is a number from 1; see 'raftctl ls --help'",
            "ls --limit x|--limit: 'x' is not a number; see 'raftctl ls --help'",
            "journey|one of these is wanted: INDEX, --key=KEY, --last; see 'raftctl journey --help'",
            "journey 8 --last|only one of these is wanted: INDEX, --last; see 'raftctl journey --help'",
            "transfer 0|ID: '0' is not a member id: a decimal number from 1; see 'raftctl"
                    + " transfer --help'",
            "members add 4|ID=PEERURL: '4' is not of the form ID=PEERURL, such as"
                    + " 4=http://127.0.0.1:2680; see 'raftctl members add --help'",
            "bench|Missing required subcommand; see 'raftctl bench --help'",
            "status --timeout 5|--timeout: '5' is not a"
                    + " duration such as 500ms, 5s, 2m or 1h; see 'raftctl status --help'",
            "ready --last 0|--last is a number from 1; see 'raftctl ready --help'",
            "ready --follow --last -1|--last is a number from 0; see 'raftctl ready --help'",
            "-o xml status|--output: 'xml' is neither table nor json; see 'raftctl"
                    + " --help'"})
    void twoIsWrongUsageSaidInOneLine(String line, String message) {
        assertThat(Ctl.alone().run(line.split(" "))).isEqualTo(new Run(2, "", "raftctl: usage: " + message + "\n"));
    }

    @Test
    void anEmptyKeyIsRefusedBeforeItBecomesAnotherPath() {
        assertThat(run("get", "").err()).contains("a key has at least one byte");
        assertThat(run("del", "..").status()).isEqualTo(2);
        assertThat(member.requests()).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThat(run("put", "k", "--file", "/nowhere/file"))
                .isEqualTo(new Run(2, "",
                        "raftctl: unreadable: cannot read /nowhere/file: it does not exist; check its name and its permissions\n"));
    }

    @Test
    void usageErrorsAreJsonForThoseWhoAskForJson() {
        assertThat(Ctl.alone().run("-o", "json", "get").err()).startsWith("{\"type\":\"urn:raftd:usage\",").contains("\"code\":\"usage\"");
    }
}
