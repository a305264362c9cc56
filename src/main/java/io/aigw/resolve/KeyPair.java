package io.aigw.resolve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;

/** Private keys in the forms that tools write, and the public keys that they belong to. */
final class KeyPair {

  private static final int SMALLEST_RSA = 2048;

  /** The bits of P-256, P-384 and P-521, the only curves of the JDK with these. */
  private static final Set<Integer> CURVES = Set.of(256, 384, 521);

  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private KeyPair() {}

  /** Whether Envoy takes certificates with such a key. */
  static boolean isSupported(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= SMALLEST_RSA;
      case ECPublicKey ec -> CURVES.contains(ec.getParams().getCurve().getField().getFieldSize());
      default -> false;
    };
  }

  /**
   * The private key of a text in PEM: PKCS #8, or the older forms for RSA and for elliptic curves.
   *
   * @throws IllegalArgumentException where there is none, or it is encrypted
   * @throws GeneralSecurityException where it is for another algorithm than the public key
   */
  static PrivateKey privateKey(String pem, PublicKey of) throws GeneralSecurityException {
    for (Pem.Block block : Pem.blocks(pem)) {
      byte[] pkcs8 =
          switch (block.label()) {
            case "PRIVATE KEY" -> block.content();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> pkcs8(block.content(), of);
            default -> new byte[0]; // parameters of a curve, for example
          };
      if (pkcs8.length > 0) {
        return KeyFactory.getInstance(of.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      }
    }
    throw new IllegalArgumentException("no private key");
  }

  /** Whether what the one signs is verified by the other. */
  static boolean belong(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    String algorithm = publicKey instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
    byte[] text = "whose key is it?".getBytes(StandardCharsets.US_ASCII);
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(privateKey);
    signing.update(text);
    byte[] signature = signing.sign();
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(text);
    return verifying.verify(signature);
  }

  /** Says of a key in one of the older forms, which do not, what algorithm it is for (RFC 5958). */
  private static byte[] pkcs8(byte[] key, PublicKey of) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_0);
    content.writeBytes(algorithm(of));
    content.writeBytes(der(OCTET_STRING, key));
    return der(SEQUENCE, content.toByteArray());
  }

  /** The first element of a public key's encoding, which is itself a sequence. */
  private static byte[] algorithm(PublicKey key) {
    byte[] encoded = key.getEncoded();
    ByteArrayInputStream der = new ByteArrayInputStream(encoded);
    enter(der);
    int start = encoded.length - der.available();
    int length = enter(der);
    return Arrays.copyOfRange(encoded, start, encoded.length - der.available() + length);
  }

  /** Reads a tag and a length (X.690), which it gives. */
  private static int enter(ByteArrayInputStream der) {
    int _ = der.read();
    int length = der.read();
    if (length < 0x80) {
      return length;
    }
    int bytes = length & 0x7f;
    length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | der.read();
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.write(tag);
    if (content.length < 0x80) {
      der.write(content.length);
    } else if (content.length < 0x100) {
      der.write(0x81);
      der.write(content.length);
    } else {
      der.write(0x82);
      der.write(content.length >> 8);
      der.write(content.length);
    }
    der.writeBytes(content);
    return der.toByteArray();
  }
}
