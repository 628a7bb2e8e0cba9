"""Write H.264 of still pictures: encoded slides and the frames that repeat them. Pure.

A picture is a stack of bands, each an independent slice, so that a band encoded once can be used
wherever its pixels occur: below another band, in the next picture, in another slide. A frame that
repeats the one before it needs no encoder: it is a P picture of skipped macroblocks only, a slice
header and one number, about ten bytes. A frame that differs in a few bands is a P picture of these
bands alone. Nothing is encoded here: the module parses an encoder's output and refuses streams
whose repeats it can't write.

Bands are coded with CABAC, which is a third smaller than CAVLC, since nearly all macroblocks are
empty background. Repeats have their own parameter set, with CAVLC, where a run of skips is one
number.

Source: ITU-T H.264; sections are named where they apply. Access units are written for MP4, each NAL
    unit prefixed with its length in four bytes (ISO/IEC 14496-15 §5.3.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from vsl.errors import ToolFailed
from vsl.export.video import skip_code
from vsl.export.video.bitstream import (
    BitReader,
    BitWriter,
    add_emulation_prevention,
    nal_units,
    prefix_with_size,
    remove_emulation_prevention,
)

_IDR, _SPS, _PPS = 5, 7, 8  # nal_unit_type, table 7-1
_MAIN_PROFILE, _HIGH_PROFILE = 77, 100  # profile_idc
_IDR_REFERENCE = bytes([3 << 5 | _IDR])  # nal_ref_idc 3
_P_REFERENCE = bytes([2 << 5 | 1])  # nal_ref_idc 2, nal_unit_type 1
_PPS_HEADER = bytes([3 << 5 | _PPS])
_P_SLICE, _I_SLICE, _I_SLICES_ONLY = 0, 2, 7  # slice_type, table 7-6
_BY_FRAME_NUMBER = 2  # pic_order_cnt_type: pictures are shown in the order they are decoded
_NO_DEBLOCKING = 1  # disable_deblocking_filter_idc: still pictures have no block edges to smooth
_OF_BANDS, _OF_REPEATS = 0, 1  # pic_parameter_set_id
_HEADER_BYTES = 32  # longest slice header


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """The parameter sets of a stream, and the fields its slices depend on."""

    sps: bytes
    pps: bytes  # of bands; repeats use ``repeating_pps``
    frame_num_bits: int
    columns: int  # macroblocks per row
    macroblocks: int  # in one picture
    first_qp: int  # base of a slice's quantiser

    @classmethod
    def parse(cls, stream: bytes) -> ParameterSets:
        """Return the parameter sets in a byte stream.

        Raises:
            ToolFailed: repeats can't be written for this stream.
        """
        units = nal_units(stream)
        return _parameter_sets(_only(units, _SPS), _only(units, _PPS))

    @property
    def repeating_pps(self) -> bytes:
        """The parameter set of repeats: CAVLC, and the fewest fields in a slice (§7.3.2.2)."""
        bits = BitWriter()
        bits.ue(_OF_REPEATS)
        bits.ue(0)  # seq_parameter_set_id
        bits.u(0, 2)  # entropy_coding_mode_flag, bottom_field_pic_order_in_frame_present_flag
        for _field in ("num_slice_groups_minus1", "num_ref_idx_l0", "num_ref_idx_l1"):
            bits.ue(0)
        bits.u(0, 3)  # weighted_pred_flag, weighted_bipred_idc
        for _field in ("pic_init_qp_minus26", "pic_init_qs_minus26", "chroma_qp_index_offset"):
            bits.se(0)
        bits.u(0b100, 3)  # deblocking_filter_control, constrained_intra, redundant_pic_cnt
        return _PPS_HEADER + bits.payload()

    @property
    def frame_numbers(self) -> int:
        """Number of frame numbers before they wrap to 0 (MaxFrameNum)."""
        return 1 << self.frame_num_bits

    def repeat(self, frame_num: int) -> bytes:
        """Return a picture that repeats the one before it: one run of skips (§7.3.4, mb_skip_run).

        Skipped macroblocks among skipped macroblocks have no motion (§8.4.1.1).
        """
        bits = self._begin_slice(0, _P_SLICE, _OF_REPEATS, frame_num)
        bits.u(0, 3)  # num_ref_idx_active_override, ref_pic_list_modification, adaptive marking
        bits.se(0)  # slice_qp_delta
        bits.ue(_NO_DEBLOCKING)
        bits.ue(self.macroblocks)
        return prefix_with_size(_P_REFERENCE, bits.payload())

    def whole(self, picture: StillPicture, idr_pic_id: int) -> bytes:
        """Return a picture that needs none before it.

        Two such in a row must differ in ``idr_pic_id`` (§7.4.3).
        """
        return b"".join(
            self._write_idr_slice(band, first, idr_pic_id)
            for first, band in _place_bands(picture.bands)
        )

    def change(self, old: StillPicture, new: StillPicture, frame_num: int) -> bytes:
        """Return a picture that turns ``old`` into ``new``: bands that differ, the others skipped.

        If their bands have different heights, all of ``new`` is coded.
        """
        before = old.bands if old.heights == new.heights else (None,) * len(new.bands)
        pairs = zip(_place_bands(new.bands), before, strict=True)
        units = []
        for is_same, group in groupby(pairs, lambda pair: pair[0][1] == pair[1]):
            placed = [each for each, _ in group]
            if is_same:
                count = sum(band.macroblocks for _, band in placed)
                units.append(self._write_skip_slice(placed[0][0], count, frame_num))
            else:
                units += [
                    self._write_refresh_slice(band, first, frame_num) for first, band in placed
                ]
        return b"".join(units)

    def _write_idr_slice(self, band: Band, first: int, idr_pic_id: int) -> bytes:
        """Return a slice of an IDR picture (§7.3.3)."""
        bits = self._begin_slice(first, _I_SLICES_ONLY, _OF_BANDS, 0)
        bits.ue(idr_pic_id)
        bits.u(0, 2)  # no_output_of_prior_pics_flag, long_term_reference_flag
        return prefix_with_size(_IDR_REFERENCE, band.below(bits))

    def _write_refresh_slice(self, band: Band, first: int, frame_num: int) -> bytes:
        """Return an I slice in a picture whose other slices may be P slices."""
        bits = self._begin_slice(first, _I_SLICE, _OF_BANDS, frame_num)
        bits.u(0, 1)  # adaptive_ref_pic_marking_mode_flag
        return prefix_with_size(_P_REFERENCE, band.below(bits))

    def _write_skip_slice(self, first: int, count: int, frame_num: int) -> bytes:
        """Return a P slice of skipped macroblocks only, coded like the bands beside it."""
        bits = self._begin_slice(first, _P_SLICE, _OF_BANDS, frame_num)
        bits.u(0, 3)  # num_ref_idx_active_override, ref_pic_list_modification, adaptive marking
        bits.ue(0)  # cabac_init_idc
        bits.se(skip_code.SLICE_QP - self.first_qp)
        bits.ue(_NO_DEBLOCKING)
        bits.align()
        bits.u(*skip_code.encode_skips(count))
        return prefix_with_size(_P_REFERENCE, bits.pad_to_byte())

    def _begin_slice(self, first: int, slice_type: int, pps: int, frame_num: int) -> BitWriter:
        bits = BitWriter()
        bits.ue(first)  # first_mb_in_slice
        bits.ue(slice_type)
        bits.ue(pps)
        bits.u(frame_num % self.frame_numbers, self.frame_num_bits)
        return bits


@dataclass(frozen=True, slots=True)
class Band:
    """Whole rows of macroblocks: the data of a slice, independent of its position."""

    macroblocks: int
    qp_delta: int
    code: bytes  # of the macroblocks, from the byte boundary after the header

    @classmethod
    def parse(cls, stream: bytes, parameters: ParameterSets) -> Band:
        """Return the only picture in a byte stream, encoded with the given parameters.

        Raises:
            ToolFailed: the stream holds something else.
        """
        units = nal_units(stream)
        sets = _parameter_sets(_only(units, _SPS), _only(units, _PPS))
        if (sets.pps, sets.frame_num_bits) != (parameters.pps, parameters.frame_num_bits):
            raise ToolFailed("The encoder codes bands of one picture in different ways.")
        try:
            return _band(_only(units, _IDR), sets.macroblocks, sets.frame_num_bits)
        except EOFError as error:
            raise ToolFailed("The encoder wrote a slice that is cut short.") from error

    def below(self, header: BitWriter) -> bytes:
        """Return the payload of a slice that begins with ``header``."""
        header.se(self.qp_delta)
        header.ue(_NO_DEBLOCKING)
        header.align()
        return header.pad_to_byte() + self.code


@dataclass(frozen=True, slots=True)
class StillPicture:
    """One encoded slide: its bands from top to bottom."""

    bands: tuple[Band, ...]

    @property
    def heights(self) -> tuple[int, ...]:
        """Heights of its bands, in macroblocks altogether."""
        return tuple(band.macroblocks for band in self.bands)


def _band(nal: bytes, macroblocks: int, frame_num_bits: int) -> Band:
    """Return the band in an IDR slice (§7.3.3)."""
    payload = remove_emulation_prevention(nal[1:])
    bits = BitReader(payload[:_HEADER_BYTES])
    size = bits.left
    for _field in ("first_mb_in_slice", "slice_type", "pic_parameter_set_id"):
        bits.ue()
    bits.u(frame_num_bits)
    bits.ue()  # idr_pic_id
    bits.u(2)  # no_output_of_prior_pics_flag, long_term_reference_flag
    qp_delta = bits.se()
    _demand("disable_deblocking_filter_idc", bits.ue(), _NO_DEBLOCKING)
    code = payload[-(-(size - bits.left) // 8) :]
    # x264's last bit, after the stop bit, depends on the number of the picture; it is set as in
    # the first one, so that equal pixels give equal bytes (cabac.c, x264_cabac_encode_flush).
    return Band(macroblocks, qp_delta, code[:-1] + bytes([code[-1] | 1]))


def _place_bands(bands: Sequence[Band]) -> Iterator[tuple[int, Band]]:
    """Yield the first macroblock of each band, and the band."""
    first = 0
    for band in bands:
        yield first, band
        first += band.macroblocks


def _only(units: Sequence[bytes], kind: int) -> bytes:
    """Return the only NAL unit of a kind; user data of the encoder is another kind."""
    matching = [unit for unit in units if unit[0] & 31 == kind]
    if len(matching) != 1:
        raise ToolFailed(f"The encoder wrote {len(matching)} NAL units of type {kind}, not one.")
    return matching[0]


@lru_cache(maxsize=32)
def _parameter_sets(sps: bytes, pps: bytes) -> ParameterSets:
    """Return the parsed parameter sets of an encoder, which repeats them at each picture."""
    try:
        sps = _in_high_profile(sps)
        frame_num_bits, columns, rows = _read_sps(BitReader(remove_emulation_prevention(sps[1:])))
        first_qp = _read_pps(BitReader(remove_emulation_prevention(pps[1:])))
    except EOFError as error:
        raise ToolFailed("The encoder's parameter sets end too soon.") from error
    return ParameterSets(sps, pps, frame_num_bits, columns, columns * rows, first_qp)


def _in_high_profile(sps: bytes) -> bytes:
    """Return the parameter set for High profile, which includes all of Main.

    An encoder without 8x8 transforms writes Main. Source: §7.3.2.1.1, §A.2.4.
    """
    old, new = BitReader(remove_emulation_prevention(sps[1:])), BitWriter()
    if (profile := old.u(8)) == _HIGH_PROFILE:
        return sps
    _demand("profile_idc", profile, _MAIN_PROFILE)
    new.u(_HIGH_PROFILE, 8)
    old.u(8)
    new.u(0, 8)  # constraint flags
    new.u(old.u(8), 8)  # level_idc
    new.ue(old.ue())  # seq_parameter_set_id
    new.ue(1)  # chroma_format_idc: 4:2:0
    new.u(0b1100, 4)  # 8 bits, 8 bits, no transform bypass, no scaling matrices
    left = old.left
    new.u(old.u(left), left)
    return sps[:1] + add_emulation_prevention(new.payload())


def _read_sps(bits: BitReader) -> tuple[int, int, int]:
    """Return the size of frame_num in bits, and a picture's size in macroblocks (§7.3.2.1.1)."""
    bits.u(24)  # profile_idc, constraint flags, level_idc
    bits.ue()  # seq_parameter_set_id
    _demand("chroma_format_idc", bits.ue(), 1)
    bits.ue()  # bit_depth_luma_minus8
    bits.ue()  # bit_depth_chroma_minus8
    bits.u(1)  # qpprime_y_zero_transform_bypass_flag
    _demand("seq_scaling_matrix_present_flag", bits.u(1), 0)
    frame_num_bits = bits.ue() + 4
    _demand("pic_order_cnt_type", bits.ue(), _BY_FRAME_NUMBER)
    bits.ue()  # max_num_ref_frames
    bits.u(1)  # gaps_in_frame_num_value_allowed_flag
    columns, rows = bits.ue() + 1, bits.ue() + 1
    _demand("frame_mbs_only_flag", bits.u(1), 1)
    return frame_num_bits, columns, rows


def _read_pps(bits: BitReader) -> int:
    """Return the base quantiser of slices (§7.3.2.2); raise for fields that lengthen headers."""
    bits.ue()  # pic_parameter_set_id
    bits.ue()  # seq_parameter_set_id
    _demand("entropy_coding_mode_flag", bits.u(1), 1)
    bits.u(1)  # bottom_field_pic_order_in_frame_present_flag: of no effect in this order
    _demand("num_slice_groups_minus1", bits.ue(), 0)
    bits.ue()  # num_ref_idx_l0_default_active_minus1
    bits.ue()  # num_ref_idx_l1_default_active_minus1
    _demand("weighted_pred_flag", bits.u(1), 0)
    bits.u(2)  # weighted_bipred_idc
    first_qp = 26 + bits.se()
    bits.se()  # pic_init_qs_minus26
    bits.se()  # chroma_qp_index_offset
    _demand("deblocking_filter_control_present_flag", bits.u(1), 1)
    bits.u(1)  # constrained_intra_pred_flag
    _demand("redundant_pic_cnt_present_flag", bits.u(1), 0)
    return first_qp


def _demand(name: str, value: int, wanted: int) -> None:
    if value != wanted:
        raise ToolFailed(f"The encoder wrote {name} {value}, repeats need {wanted}.")
