package dev.lethe.ui.connections;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Two connectors: one for everybody, and one for the health alone, so that nobody can keep the health from being told. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

    @Bean
    Limits connectionLimits(
            @Value("${lethe.connections.from-one-address}") int fromOneAddress,
            @Value("${lethe.proxies:}") String proxies,
            @Value("${lethe.connections.patience}") Duration patience,
            @Value("${lethe.connections.longest-form}") Duration form,
            @Value("${lethe.connections.longest-upload}") Duration upload) {
        return new Limits(fromOneAddress, proxies(proxies), patience, form, upload);
    }

    /** Whether an address is one of these: addresses and ranges as {@code 192.0.2.0/24}, with commas between. */
    private static Predicate<InetAddress> proxies(String named) {
        List<IpAddressMatcher> proxies;
        try {
            proxies = Arrays.stream(named.split("[,\\s]+"))
                    .filter(each -> !each.isEmpty())
                    .map(IpAddressMatcher::new)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "lethe.proxies (LETHE_PROXIES) takes addresses and ranges like 192.0.2.0/24, with commas between", e);
        }
        return address -> {
            String text = address.getHostAddress().replaceFirst("%.*", "");
            return proxies.stream().anyMatch(proxy -> proxy.matches(text));
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> guarded(Limits limits) {
        return factory -> {
            factory.setProtocol(GuardedProtocol.class.getName());
            factory.addProtocolHandlerCustomizers((GuardedProtocol protocol) -> protocol.limit(limits));
        };
    }

    /** Without a port there is none. */
    @Bean
    HealthConnector healthConnector(
            @Value("${lethe.health.port:}") String port,
            @Value("${lethe.health.address}") String address,
            Limits limits) {
        return new HealthConnector(port, address, limits);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> withHealth(HealthConnector health) {
        return factory -> health.connector().ifPresent(factory::addAdditionalConnectors);
    }
}
