package io.aigw.resolve;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with blocks of base64, each of which says what it is (RFC 7468). */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** A block. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares blocks
  record Block(String label, byte[] content) {}

  /**
   * The blocks of a text, without what stands between them.
   *
   * @throws IllegalArgumentException where one is no base64
   */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String content = matcher.group(2).replaceAll("\\s", "");
      blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(content)));
    }
    return blocks;
  }

  /**
   * The certificates of a text, in their order.
   *
   * @throws CertificateException where one cannot be read
   */
  static List<X509Certificate> certificates(String text) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Block block : blocks(text)) {
        if (block.label().equals("CERTIFICATE")) {
          Certificate certificate =
              factory.generateCertificate(new ByteArrayInputStream(block.content()));
          certificates.add((X509Certificate) certificate);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new CertificateException("a block is no base64", e);
    }
    return certificates;
  }

  /** Certificates as text. */
  static String text(List<X509Certificate> certificates) throws CertificateException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(text("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** A block as text. */
  static String text(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(content), label);
  }
}
