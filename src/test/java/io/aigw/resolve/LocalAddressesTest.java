package io.aigw.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalAddressesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "0:0:0:0:0:FFFF:7F00:0001",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "febf::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "metadata.google.internal",
        "metadata.google.internal.",
        "127.0.0.1.",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "017700000001"
      })
  void isLocal(String host) {
    assertThat(LocalAddresses.isLocal(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "192.168.0.1",
        "223.255.255.255",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2001:db8::1",
        "fd12:3456::1",
        "fec0::1",
        "models.example.com",
        "localhost.example.com",
        "metadata.example.com",
        "1and1.com",
        "0x.example"
      })
  void isNotLocal(String host) {
    assertThat(LocalAddresses.isLocal(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4:5:6:7::8:9",
        "12345::",
        "g::1",
        "::1.2.3.256",
        "1.2.3.4::",
        "fe80::1%eth0",
        "[::1]",
        "host"
      })
  void isNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "1::", "::8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::1.2.3.4"})
  void isAnAddressOfSixteenBytes(String text) {
    assertThat(IpAddress.parse(text).orElseThrow().length()).isEqualTo(16);
  }
}
