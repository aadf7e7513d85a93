"""Make the tests' template database beside other preparations, before several processes wait for it."""

from tests import folder

folder.choose()

from tests.database import TestServer

if __name__ == "__main__":
    server = TestServer()
    server.start()
    server.stop()
