"""The network: one reading of the text by a pretrained encoder, then a light second look for each cue.

Sizes: B windows of L pieces; N cues, each seen with T pieces around it; H the encoder's width, D the second look's.

The second look is where the joining happens. Every piece of the window is projected once (`project`); for each cue
the pieces around it are gathered, told where they stand from the cue and which of them are the cue, and two narrow
transformer layers and a linear-chain CRF label them source, content, cue or nothing. So no word passes through the
encoder twice, however many cues it stands near.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.read.crf import B_CONTENT, B_SOURCE, I_CONTENT, I_CUE, I_SOURCE
from sayso.read.heads import FIELDS, PARTS, PLAIN_TAGS, POINTERS
from sayso.read.looks import NEAR

# Labels of the second look. B opens a stretch, I goes on with it.
LABELS = 7
TAGS = 9  # three roles (source, cue, content), each outside / opening / inside, over all attributions at once
DISTANCES = 2 * (NEAR + 8) + 1
FORBIDDEN = -1e4


def half_precision() -> torch.autocast:
    """Return a context that multiplies in bfloat16 where the processor has units for it, else in single precision."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.ops.mkldnn._is_mkldnn_bf16_supported())


class Layer(nn.Module):
    """One transformer layer, normalised after each half, as in BERT."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_attention = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm_feed = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        rows, length, width = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * (width // self.heads) ** -0.5) @ k.transpose(
            -1, -2
        )  # spelt out: the fused kernel learns slowly on CPUs
        if bias is not None:
            scores = scores + bias.to(scores.dtype)
        seen = (torch.softmax(scores, -1, dtype=scores.dtype) @ v).transpose(1, 2).reshape(rows, length, width)
        x = self.norm_attention(x + drop(self.out(seen), self.dropout, self.training))
        return self.norm_feed(x + drop(self.down(F.gelu(self.up(x))), self.dropout, self.training))


_pool: dict[float, Tensor] = {}


def drop(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout whose masks are cut from one large pool at a random place: drawing fresh ones takes a tenth of a CPU's step."""
    if not training or not share:
        return x
    if share not in _pool:
        own = torch.Generator().manual_seed(1)  # the same pool however a run was interrupted
        _pool[share] = ((torch.rand(1 << 25, generator=own) >= share) / (1 - share)).bfloat16()
    pool = _pool[share]
    at = int(torch.randint(pool.numel() - x.numel(), ()))
    return x * pool[at : at + x.numel()].view(x.shape).to(x.dtype)


class Body(nn.Module):
    """A pretrained encoder of BERT's shape: word pieces in, one state a piece out."""

    def __init__(self, vocabulary: int, width: int, layers: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.width, self.dropout = width, dropout
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(512, width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.shapes = nn.Embedding(4, width)
        self.gaps = nn.Embedding(4, width)
        self.quoted = nn.Embedding(3, width)
        for new in (self.shapes, self.gaps, self.quoted):
            nn.init.normal_(new.weight, std=0.01)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(width, heads, 4 * width, dropout) for _ in range(layers))

    def forward(self, ids: Tensor, shapes: Tensor, gaps: Tensor, quoted: Tensor, mask: Tensor | None = None) -> Tensor:
        """ids, shapes, gaps, quoted: [B, L] integers; mask: [B, L], 1 for a piece, 0 for padding. Returns [B, L, H]."""
        length = ids.shape[1]
        place = torch.arange(length, device=ids.device)
        x = (
            self.words(ids)
            + self.positions(place)
            + self.kind
            + self.shapes(shapes)
            + self.gaps(gaps)
            + self.quoted(quoted)
        )
        x = drop(self.norm(x), self.dropout, self.training)
        bias = padding_bias(mask)
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        for layer in self.layers:
            x = layer(x, bias)
        return x


def padding_bias(mask: Tensor | None) -> Tensor | None:
    """Return what keeps attention off the padding, or None where there is none."""
    return None if mask is None or bool(mask.all()) else ((1.0 - mask) * FORBIDDEN)[:, None, None, :]


class Attributor(nn.Module):
    """The whole network."""

    def __init__(self, body: Body, width: int = 128, layers: int = 2, heads: int = 4, dropout: float = 0.1) -> None:
        super().__init__()
        self.body = body
        self.tags = nn.Linear(body.width, TAGS)
        self.near = nn.Linear(body.width, 3 * width)  # the piece itself; the piece as asked; the cue as asking
        self.mark = nn.Parameter(torch.randn(width) * 0.1)
        self.distance = nn.Embedding(DISTANCES, width)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, heads, 4 * width, dropout) for _ in range(layers))
        self.labels = nn.Linear(width, LABELS)
        self.steps = nn.Parameter(torch.zeros(LABELS, LABELS))  # [from, to]
        self.width = width
        allowed = torch.ones(LABELS + 1, LABELS, dtype=torch.bool)  # last row: the first piece
        for inside in (I_SOURCE, I_CONTENT, I_CUE):
            allowed[:, inside] = False
            allowed[inside, inside] = allowed[inside - 1, inside] = True
        self.register_buffer("barred", torch.where(allowed, 0.0, FORBIDDEN), persistent=False)
        self.plain_tags = nn.Linear(body.width, 3 * len(PLAIN_TAGS))
        self.parts = nn.Linear(width, 3 * len(PARTS))
        self.sense = nn.Linear(body.width, width)  # what a word means, past the second look, for the fields
        self.fields = nn.Sequential(
            nn.Linear(6 * width, 2 * width), nn.GELU(), nn.Linear(2 * width, sum(map(len, FIELDS.values())))
        )
        self.who = nn.Linear(body.width, 3 * width)  # as `near`, for the third look
        for scarce in (self.plain_tags, self.parts):  # nearly everything is outside
            with torch.no_grad():
                scarce.bias.view(-1, 3)[:, 0] += 4.0
        self.whose = Whose(width, layers, heads, dropout)

    def read(
        self, ids: Tensor, shapes: Tensor, gaps: Tensor, quoted: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """First look: tag scores [B, L, TAGS + 3 PLAIN_TAGS], and what the second look needs of each piece [B, L, 4 D]
        (itself, as asked, its sense, as asking) and the third [B, L, 3 D] (itself, as asked, as asking).
        """
        states = self.body(ids, shapes, gaps, quoted, mask)
        tags = torch.cat([self.tags(states), self.plain_tags(states)], -1)
        itself, asked, asking = self.near(states).split(self.width, dim=-1)
        return tags, torch.cat([itself, asked, self.sense(states), asking], -1), self.who(states)

    def look(
        self, near: Tensor, asking: Tensor, away: Tensor, marks: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Second look at N cues: label scores [N, T, LABELS], part scores [N, T, 3 PARTS], field scores [N, fields].

        near: [N, T, 3 D], all but the last part of `read`'s output around each cue; asking: [N, D], the mean of its last
        part over the cue's pieces; away: [N, T] distance buckets; marks, mask: [N, T], 1 where a piece is the cue, is
        there at all.
        """
        itself, asked, sense = near.split(self.width, dim=-1)
        x = itself + asked * torch.tanh(asking)[:, None, :] + self.distance(away) + marks[..., None] * self.mark
        x = self.norm(x)
        bias = padding_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        labels = self.labels(x)
        # the fields are read off the cue and what this look itself takes for source and content
        share = torch.softmax(labels.detach().float(), -1).to(x.dtype)
        if mask is not None:
            share = share * mask[..., None].to(x.dtype)
        weights = (
            share[..., B_SOURCE] + share[..., I_SOURCE],
            marks.to(x.dtype),
            share[..., B_CONTENT] + share[..., I_CONTENT],
        )
        both = torch.cat([x, F.gelu(sense)], -1)
        pooled = [(both * w[..., None]).sum(1) / (w.sum(1, keepdim=True) + 0.1) for w in weights]
        return labels, self.parts(x), self.fields(torch.cat(pooled, -1))

    def steps_allowed(self) -> Tensor:
        """Transition scores [LABELS + 1, LABELS]; the last row is for the first piece."""
        first = torch.zeros(1, LABELS, device=self.steps.device)
        return torch.cat([self.steps, first]) + self.barred

    def crf_loss(self, scores: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
        """Negative log-likelihood [N] of the gold labels [N, T] under a linear-chain CRF; padded pieces count nothing."""
        steps = self.steps_allowed()
        scores = scores.float()
        alpha = scores[:, 0] + steps[-1]
        path = alpha.gather(1, gold[:, :1]).squeeze(1)
        keep = mask.bool()
        for t in range(1, scores.shape[1]):
            onward = torch.logsumexp(alpha[:, :, None] + steps[None, :-1], dim=1) + scores[:, t]
            alpha = torch.where(keep[:, t, None], onward, alpha)
            taken = steps[gold[:, t - 1], gold[:, t]] + scores[:, t].gather(1, gold[:, t, None]).squeeze(1)
            path = path + torch.where(keep[:, t], taken, torch.zeros_like(taken))
        return torch.logsumexp(alpha, dim=1) - path


class Whose(nn.Module):
    """The third look: from one mention, where in the text before it is told who that is.

    Four pointers over the pieces around it, each with a score for nowhere: the first and the last piece of an earlier
    mention of the same one, a piece of what opened the report that this stands in, a piece that names their party.
    """

    def __init__(self, width: int, layers: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.width = width
        self.mark = nn.Parameter(torch.randn(width) * 0.1)
        self.distance = nn.Embedding(DISTANCES, width)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, heads, 4 * width, dropout) for _ in range(layers))
        self.points = nn.Linear(width, len(POINTERS))
        self.nowhere = nn.Linear(width, len(POINTERS))

    def forward(self, near: Tensor, asking: Tensor, away: Tensor, marks: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return scores [N, POINTERS, T + 1], the last for nowhere; arguments as in `Attributor.look`."""
        itself, asked = near.split(self.width, dim=-1)
        x = itself + asked * torch.tanh(asking)[:, None, :] + self.distance(away) + marks[..., None] * self.mark
        x = self.norm(x)
        bias = padding_bias(mask)
        for layer in self.layers:
            x = layer(x, bias)
        here = (x * marks[..., None]).sum(1) / (marks.sum(1, keepdim=True) + 0.01)
        points = self.points(x)
        if mask is not None:
            points = points + ((1.0 - mask) * FORBIDDEN)[..., None]
        return torch.cat([points.transpose(1, 2), self.nowhere(here)[..., None]], -1)


def small_network(weights: Path | None) -> Attributor:
    """Build the shipped network on MiniLM (6 layers, 384 wide); `weights` is its safetensors file."""
    body = Body(vocabulary=30522, width=384, layers=6, heads=12, dropout=0.1)
    if weights is not None:
        _load_bert(body, weights)
    return Attributor(body)


def _load_bert(body: Body, path: Path) -> None:
    with safe_open(str(path), "pt") as f:
        w = {k: f.get_tensor(k).float() for k in f.keys()}  # noqa: SIM118
    own: dict[str, Tensor] = {
        "words.weight": w["embeddings.word_embeddings.weight"],
        "positions.weight": w["embeddings.position_embeddings.weight"],
        "kind": w["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": w["embeddings.LayerNorm.weight"],
        "norm.bias": w["embeddings.LayerNorm.bias"],
    }
    for i in range(len(body.layers)):
        old, new = f"encoder.layer.{i}.", f"layers.{i}."
        for kind in ("weight", "bias"):
            own[f"{new}qkv.{kind}"] = torch.cat(
                [w[f"{old}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
            )
            own[f"{new}out.{kind}"] = w[f"{old}attention.output.dense.{kind}"]
            own[f"{new}norm_attention.{kind}"] = w[f"{old}attention.output.LayerNorm.{kind}"]
            own[f"{new}up.{kind}"] = w[f"{old}intermediate.dense.{kind}"]
            own[f"{new}down.{kind}"] = w[f"{old}output.dense.{kind}"]
            own[f"{new}norm_feed.{kind}"] = w[f"{old}output.LayerNorm.{kind}"]
    missing, unexpected = body.load_state_dict(own, strict=False)
    if unexpected or set(missing) - {"shapes.weight", "gaps.weight", "quoted.weight"}:
        raise ValueError(f"{path} does not fit the network: missing {missing}, unexpected {unexpected}")
