"""The profile's TOML file in and out."""

from __future__ import annotations

import os
import tomllib

from ..errors import NotFound, Problem, Refused, Unusable
from ..model.profile import Profile, profile_of, tables_of
from ..words import _

DEFAULT = os.path.join(os.path.dirname(os.path.dirname(__file__)), "chofu.toml")


def default_profile() -> Profile:
    """The profile that wfc ships: that of 調布市社会福祉協議会."""
    return read_profile(DEFAULT)


def read_profile(path: str) -> Profile:
    """Read a profile; `NotFound` (3), `Unusable` (6), or `Refused` (4) with everything that is wrong with it."""
    name = os.path.basename(path)
    try:
        with open(path, "rb") as stream:
            text = stream.read().decode("utf-8-sig")
        return profile_of(tomllib.loads(text), name)
    except FileNotFoundError as error:
        raise NotFound(_("ファイルがありません: {path}").format(path=path), _("名前と場所を確かめてください。")) from error
    except OSError as error:
        raise Unusable(
            _("ファイルを読めません: {path}（{reason}）").format(path=path, reason=error.strerror),
            _("場所と権限を確かめてください。"),
        ) from error
    except UnicodeError as error:
        raise Refused(
            Problem("profile-invalid", _("UTF-8 の文字ではありません。"), _("UTF-8 で保存し直してください。"), where=name)
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            Problem(
                "profile-invalid",
                _("TOML として読めません（{reason}）。").format(reason=error),
                _("引用符や括弧の閉じ忘れがないか、その行を確かめてください。"),
                where=name,
            )
        ) from error


def written_profile(profile: Profile) -> str:
    """The profile as the text of its TOML file."""
    import tomli_w

    return tomli_w.dumps(tables_of(profile), multiline_strings=True)
