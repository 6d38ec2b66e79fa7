package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAddressTest {

    private static String place(String address) {
        return NetworkAddress.of(address).place();
    }

    @Test
    void an_address_of_ipv4_stands_for_itself() {
        assertThat(place("192.0.2.7")).isNotEqualTo(place("192.0.2.8"));
        assertThat(place("::ffff:192.0.2.7")).isEqualTo(place("192.0.2.7"));
    }

    @Test
    void whoever_has_an_address_of_ipv6_has_all_that_begin_like_it() {
        assertThat(place("2001:db8:1:2:3:4:5:6")).isEqualTo(place("2001:db8:1:2:ffff::1"));
        assertThat(place("2001:db8:1:2:3:4:5:6")).isNotEqualTo(place("2001:db8:1:3:3:4:5:6"));
        assertThat(place("fe80::1%eth0")).isEqualTo(place("fe80::2%eth1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "example.org", "192.0.2.999", "7", "10.1", "2001:db8::1::2", "%", "\u0000"})
    void what_is_no_address_stands_for_itself_and_is_not_looked_up(String other) {
        assertThat(place(other)).isEqualTo(other);
    }
}
