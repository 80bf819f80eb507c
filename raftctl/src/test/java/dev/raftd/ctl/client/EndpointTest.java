package dev.raftd.ctl.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void readsAListInOrderWithoutRepetitions() {
        assertThat(Endpoint.list("http://a:1, https://b:2/,http://a:1,http://[::1]:3")).extracting(Endpoint::url)
                .containsExactly("http://a:1", "https://b:2", "http://[::1]:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:2379", "ftp://a:1", "http://", "http://a:1/path", "http://a:1?q", "http://u@a:1",
            "http://a:99999",
            "http://a:0", "http:// a", "http://a:1,,"})
    void refusesWhatIsNoEndpoint(String text) {
        assertThatThrownBy(() -> Endpoint.list(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an endpoint");
    }
}
