package dev.lethe.ui.connections;

import dev.lethe.ui.web.Proxies;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Two connectors: one for everybody, and one for the health alone, so that nobody can keep the health from being told. */
@Configuration(proxyBeanMethods = false)
class ConnectionConfiguration {

    @Bean
    Limits connectionLimits(
            Proxies proxies,
            @Value("${lethe.connections.from-one-address}") int fromOneAddress,
            @Value("${lethe.connections.patience}") Duration patience,
            @Value("${lethe.connections.longest-form}") Duration form,
            @Value("${lethe.connections.longest-upload}") Duration upload) {
        return new Limits(fromOneAddress, proxies::contains, patience, form, upload);
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
