package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

    private static final String PEER = "10.1.0.5";

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static String client(String proxies, String peer, String... row) {
        return new Proxies(proxies).client(address(peer), List.of(row)).getHostAddress();
    }

    @Test
    void nobody_is_a_proxy_who_was_not_named() {
        assertThat(new Proxies("").isEmpty()).isTrue();
        for (String peer : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "::1"))
            assertThat(client("", peer, "198.51.100.7")).isEqualTo(address(peer).getHostAddress());
    }

    @Test
    void an_address_is_that_one_and_a_range_all_of_its_own() {
        Proxies proxies = new Proxies("192.0.2.7, 10.1.0.0/20 2001:db8::7\t2001:db8:5::/49");
        assertThat(List.of(
                        "192.0.2.7", "::ffff:192.0.2.7", "10.1.0.0", "10.1.15.255", "2001:db8::7", "2001:db8:5:7fff::"))
                .allMatch(each -> proxies.contains(address(each)));
        assertThat(List.of("192.0.2.8", "10.1.16.0", "10.0.255.255", "2001:db8::8", "2001:db8:5:8000::", "a01::"))
                .noneMatch(each -> proxies.contains(address(each)));
    }

    @Test
    void whom_a_proxy_forwards_for_stands_last_and_what_stands_before_is_only_said() {
        assertThat(client("10.1.0.5", PEER, "203.0.113.66, 198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(client("10.1.0.5", PEER, "203.0.113.66", "198.51.100.7")).isEqualTo("198.51.100.7");
    }

    @Test
    void a_row_of_proxies_is_walked_to_the_first_that_is_none() {
        assertThat(client("10.1.0.0/24", PEER, "203.0.113.66, 198.51.100.7, 10.1.0.9,10.1.0.8"))
                .isEqualTo("198.51.100.7");
        assertThat(client("10.1.0.5", PEER, "198.51.100.7, 10.1.0.9")).isEqualTo("10.1.0.9");
        assertThat(client("10.1.0.0/24", PEER, "10.1.0.9, 10.1.0.8")).isEqualTo("10.1.0.9");
    }

    @Test
    void ports_and_brackets_are_left_out() {
        assertThat(client(PEER, PEER, "198.51.100.7:50123")).isEqualTo("198.51.100.7");
        assertThat(client(PEER, PEER, "[2001:db8::7]:50123")).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(client(PEER, PEER, "[2001:db8::7]")).isEqualTo("2001:db8:0:0:0:0:0:7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "_hidden", "example.org", "7", "198.51.100.7, ", "198.51.100.7, [", "%41"})
    void a_word_that_is_no_address_ends_the_row_at_the_proxy_that_wrote_it(String row) {
        assertThat(client(PEER, PEER, row)).isEqualTo(PEER);
        assertThat(client(PEER, PEER)).isEqualTo(PEER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy",
                "192.0.2",
                "192.0.2.0/33",
                "2001:db8::/129",
                "192.0.2.7/24",
                "0.0.0.0/0",
                "::/0",
                "192.0.2.0/",
                "/24",
                "10.1"
            })
    void what_is_no_address_and_no_range_is_refused_and_the_setting_named(String setting) {
        assertThatThrownBy(() -> new Proxies("192.0.2.1," + setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lethe.proxies ");
    }
}
