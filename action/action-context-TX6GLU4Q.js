import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);
import{a as t}from"./chunk-HZM6JBM2.js";import"./chunk-VCQ3YDLM.js";var o=new t;export{o as context};
