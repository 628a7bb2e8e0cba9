"""H.264 of pictures that stand still: encoded slides and the frames that repeat them. Pure.

A frame that repeats the one before it needs no encoder: it is a P picture whose macroblocks are
all skipped, a slice header and one number, about ten bytes. What this module will never do is
encode: it reads what an encoder wrote and refuses streams whose repeats it can't write.

Source: ITU-T H.264; sections are named where they apply.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.errors import ToolFailed
from vsl.export.bitstream import (
    START_CODE,
    BitReader,
    BitWriter,
    escaped,
    nal_units,
    unescaped,
)

_IDR, _SPS, _PPS = 5, 7, 8  # nal_unit_type, table 7-1
_HIGH_PROFILE = 100  # profile_idc of 8-bit 4:2:0 with fields for the chroma format
_P_REFERENCE = bytes([2 << 5 | 1])  # nal_ref_idc 2, nal_unit_type 1
_P_SLICE_ONLY = 5  # slice_type: P, and so is the whole picture
_BY_FRAME_NUMBER = 2  # pic_order_cnt_type: pictures are shown in the order they are decoded


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """What a decoder must know before the first picture, and what the slices depend on."""

    sps: bytes
    pps: bytes
    frame_num_bits: int
    macroblocks: int  # in one picture

    @classmethod
    def parse(cls, sps: bytes, pps: bytes) -> ParameterSets:
        """The parameter sets in two NAL units.

        Raises:
            ToolFailed: pictures of this stream can't be repeated by hand.
        """
        frame_num_bits, macroblocks = _read_sps(BitReader(unescaped(sps[1:])))
        _check_pps(BitReader(unescaped(pps[1:])))
        return cls(sps, pps, frame_num_bits, macroblocks)

    @property
    def frame_numbers(self) -> int:
        """How many frame numbers there are before they start again at 0 (MaxFrameNum)."""
        return 1 << self.frame_num_bits

    def stream(self) -> bytes:
        """Both sets as a byte stream."""
        return START_CODE + self.sps + START_CODE + self.pps

    def skip_picture(self, frame_num: int) -> bytes:
        """A byte stream of one P picture that repeats the picture before it.

        Source: §7.3.3 (slice header), §7.3.4 (mb_skip_run), §8.4.1.1 (skipped macroblocks
        beside skipped macroblocks move nowhere).
        """
        bits = BitWriter()
        bits.ue(0)  # first_mb_in_slice
        bits.ue(_P_SLICE_ONLY)
        bits.ue(0)  # pic_parameter_set_id
        bits.u(frame_num % self.frame_numbers, self.frame_num_bits)
        bits.u(0, 1)  # num_ref_idx_active_override_flag
        bits.u(0, 1)  # ref_pic_list_modification_flag_l0
        bits.u(0, 1)  # adaptive_ref_pic_marking_mode_flag
        bits.se(0)  # slice_qp_delta
        bits.ue(1)  # disable_deblocking_filter_idc
        bits.ue(self.macroblocks)  # mb_skip_run
        return START_CODE + _P_REFERENCE + escaped(bits.payload())


@dataclass(frozen=True, slots=True)
class StillPicture:
    """One encoded slide: parameter sets and the NAL unit of an IDR picture."""

    parameters: ParameterSets
    idr: bytes

    @classmethod
    def parse(cls, stream: bytes) -> StillPicture:
        """The picture in a byte stream of exactly one SPS, one PPS and one IDR slice.

        Other NAL units, such as the encoder's letter about itself, are dropped.

        Raises:
            ToolFailed: the stream holds something else.
        """
        found: dict[int, list[bytes]] = {_SPS: [], _PPS: [], _IDR: []}
        for unit in nal_units(stream):
            found.get(unit[0] & 31, []).append(unit)
        try:
            (sps,), (pps,), (idr,) = found[_SPS], found[_PPS], found[_IDR]
            return cls(ParameterSets.parse(sps, pps), idr)
        except (ValueError, EOFError) as error:
            raise ToolFailed("An encoded slide is damaged; empty the cache.") from error

    def stream(self, idr_pic_id: int) -> bytes:
        """A byte stream of the IDR picture under another ``idr_pic_id``.

        Two IDR pictures in a row must differ in it, be they otherwise equal (§7.4.3). Its code
        has no fixed length, so the bits behind it move; nothing in a CAVLC slice is aligned.
        """
        old, new = BitReader(unescaped(self.idr[1:])), BitWriter()
        for _field in ("first_mb_in_slice", "slice_type", "pic_parameter_set_id"):
            new.ue(old.ue())
        frame_num_bits = self.parameters.frame_num_bits
        new.u(old.u(frame_num_bits), frame_num_bits)
        old.ue()
        new.ue(idr_pic_id)
        left = old.left
        new.u(old.u(left), left)
        return START_CODE + self.idr[:1] + escaped(new.payload())


def _read_sps(bits: BitReader) -> tuple[int, int]:
    """The size of frame_num in bits and the macroblocks of a picture (§7.3.2.1.1)."""
    profile = bits.u(8)
    bits.u(16)  # constraint flags, level_idc
    bits.ue()  # seq_parameter_set_id
    if profile == _HIGH_PROFILE:
        bits.ue()  # chroma_format_idc
        bits.ue()  # bit_depth_luma_minus8
        bits.ue()  # bit_depth_chroma_minus8
        bits.u(1)  # qpprime_y_zero_transform_bypass_flag
        _demand("seq_scaling_matrix_present_flag", bits.u(1), 0)
    frame_num_bits = bits.ue() + 4
    _demand("pic_order_cnt_type", bits.ue(), _BY_FRAME_NUMBER)
    bits.ue()  # max_num_ref_frames
    bits.u(1)  # gaps_in_frame_num_value_allowed_flag
    macroblocks = (bits.ue() + 1) * (bits.ue() + 1)
    _demand("frame_mbs_only_flag", bits.u(1), 1)
    return frame_num_bits, macroblocks


def _check_pps(bits: BitReader) -> None:
    """Refuse what would lengthen the headers of repeating pictures (§7.3.2.2)."""
    bits.ue()  # pic_parameter_set_id
    bits.ue()  # seq_parameter_set_id
    _demand("entropy_coding_mode_flag", bits.u(1), 0)
    bits.u(1)  # bottom_field_pic_order_in_frame_present_flag: of no effect in this order
    _demand("num_slice_groups_minus1", bits.ue(), 0)
    bits.ue()  # num_ref_idx_l0_default_active_minus1
    bits.ue()  # num_ref_idx_l1_default_active_minus1
    _demand("weighted_pred_flag", bits.u(1), 0)
    bits.u(2)  # weighted_bipred_idc
    bits.se()  # pic_init_qp_minus26
    bits.se()  # pic_init_qs_minus26
    bits.se()  # chroma_qp_index_offset
    _demand("deblocking_filter_control_present_flag", bits.u(1), 1)
    bits.u(1)  # constrained_intra_pred_flag
    _demand("redundant_pic_cnt_present_flag", bits.u(1), 0)


def _demand(name: str, value: int, wanted: int) -> None:
    if value != wanted:
        raise ToolFailed(f"The encoder wrote {name} {value}, repeats need {wanted}.")
