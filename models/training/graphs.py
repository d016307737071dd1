"""ONNX graphs built by hand from learned numbers: the same numbers give the same bytes.

The operators are of ai.onnx 13 and ai.onnx.ml 3, which onnxruntime-web runs in wasm.
"""

import json

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

INPUT = "features"


def linear_layer(weights, bias, output):
    """`features` · weights + bias as one Gemm; returns its node and initializers."""
    tensors = [
        numpy_helper.from_array(np.asarray(weights, np.float32), f"{output}_weights"),
        numpy_helper.from_array(np.asarray(bias, np.float32), f"{output}_bias"),
    ]
    return helper.make_node("Gemm", [INPUT, tensors[0].name, tensors[1].name], [output]), tensors


def boosted_trees(booster, targets, output):
    """The raw sums of a boosted ensemble's trees, one column for each target."""
    learner = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]["model"]
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for tree_id, (tree, target) in enumerate(zip(learner["trees"], learner["tree_info"])):
        for node_id, left in enumerate(tree["left_children"]):
            is_leaf = left == -1
            value = tree["split_conditions"][node_id]
            nodes["treeids"].append(tree_id)
            nodes["nodeids"].append(node_id)
            nodes["featureids"].append(0 if is_leaf else tree["split_indices"][node_id])
            nodes["modes"].append("LEAF" if is_leaf else "BRANCH_LT")
            nodes["values"].append(0.0 if is_leaf else value)
            nodes["truenodeids"].append(0 if is_leaf else left)
            nodes["falsenodeids"].append(0 if is_leaf else tree["right_children"][node_id])
            if is_leaf:
                for key, entry in zip(leaves, (tree_id, node_id, target, value)):
                    leaves[key].append(entry)
    return helper.make_node(
        "TreeEnsembleRegressor",
        [INPUT],
        [output],
        domain="ai.onnx.ml",
        n_targets=targets,
        aggregate_function="SUM",
        post_transform="NONE",
        **{f"nodes_{key}": values for key, values in nodes.items()},
        **{f"target_{key}": values for key, values in leaves.items()},
    )


def model_bytes(name, nodes, tensors, width, output, columns):
    """A checked model from `features` [N, width] to `output` [N, columns], both float32, without time or host."""
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["N", width])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", columns])],
        tensors,
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="noderr-models")
    checker.check_model(model)
    return model.SerializeToString(deterministic=True)
