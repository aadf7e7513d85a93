"""Lists that arrive (数据核查与协查): parsed, sifted against what is known, routed by address, claimed, answered, cleared by the day's end.

Names go into the vault; a dropped row keeps its reason, an answered one its outcome, and each list shows how true it was.
"""
