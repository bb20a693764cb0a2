"""
A small OpenID Connect provider over real HTTP: discovery, authorize, token, keys, userinfo.

It lets in whomever ``person`` describes, with the authorisation code flow and PKCE.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "counterpart", "a shared secret"


class Provider:
    """The provider: who signs in there, and what it has handed out."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = {
                    name: values[0] for name, values in parse_qs(parts.query).items()
                }
                provider.get(self, parts.path, asked)

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                sent = parse_qs(self.rfile.read(length).decode())
                provider.token(self, {name: values[0] for name, values in sent.items()})

            def log_message(self, *_words: Any) -> None:
                """Say nothing."""

        return Handler

    def get(self, page: Any, path: str, asked: dict[str, str]) -> None:
        pages = {
            "/.well-known/openid-configuration": self.discovery,
            "/jwks": self.jwks,
        }
        if path == "/authorize":
            self.authorize(page, asked)
        elif path == "/userinfo":
            bearer = page.headers["Authorization"].removeprefix("Bearer ")
            answer(page, self.tokens.get(bearer, {}))
        else:
            answer(page, pages[path]())

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        algorithm = jwt.algorithms.RSAAlgorithm
        key = json.loads(algorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, page: Any, asked: dict[str, str]) -> None:
        """Send the person back with a code; she has signed in here already."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        page.send_response(302)
        page.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        page.end_headers()

    def token(self, page: Any, sent: dict[str, str]) -> None:
        """Give tokens for a code, once, to whom it was made for."""
        asked = self.codes.pop(sent.get("code", ""), None)
        known = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not known or not fits(asked, sent.get("code_verifier", "")):
            answer(page, {"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        identity = jwt.encode(
            claims | self.person, self.key, "RS256", headers={"kid": "1"}
        )
        access = secrets.token_urlsafe()
        self.tokens[access] = self.person
        body = {"access_token": access, "token_type": "Bearer", "id_token": identity}
        answer(page, body | {"expires_in": 60})


def fits(asked: dict[str, str], verifier: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return asked.get("code_challenge") == challenge


def answer(page: Any, body: dict[str, Any], status: int = 200) -> None:
    text = json.dumps(body).encode()
    page.send_response(status)
    page.send_header("Content-Type", "application/json")
    page.send_header("Content-Length", str(len(text)))
    page.end_headers()
    page.wfile.write(text)
